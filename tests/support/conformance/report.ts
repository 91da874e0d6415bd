import { type Check, complaints, differences, type Verdict, verdictOf } from './outcome.ts';

/** What one side did in each scenario of a suite at a version of the protocol. */
export interface Column {
  title: string;
  checks: ReadonlyMap<string, readonly Check[]>;
}

/** A table: scenarios in rows, sides in columns; the first side is what the others are compared with. */
export interface Sheet {
  /** `suite 0.1.16, protocol 2025-11-25`. */
  title: string;
  scenarios: readonly string[];
  columns: readonly Column[];
  /** Scenarios that the first side may fail, each with the reason. */
  floor: Readonly<Record<string, string>>;
}

const MARKS = {
  passed: 'ok',
  failed: '**failed**',
  floor: "the suite's own",
  idle: 'nothing to see',
  missing: '**not run**',
} as const;

function verdictIn({ columns, floor }: Sheet, column: Column, name: string): Verdict {
  const [first] = columns;
  const checks = column.checks.get(name);
  const known = floor[name] === undefined ? [] : checks;
  return verdictOf(checks, column === first ? known : first?.checks.get(name));
}

function cellIn(sheet: Sheet, column: Column, name: string): string {
  const verdict = verdictIn(sheet, column, name);
  return verdict === 'floor' && sheet.floor[name] === undefined ? 'as the first' : MARKS[verdict];
}

/** A Markdown table under its title. */
export function tableOf(sheet: Sheet): string {
  const { title, scenarios, columns } = sheet;
  return [
    title,
    '',
    `| scenario | ${columns.map((column) => column.title).join(' | ')} |`,
    `|---|${columns.map(() => '---|').join('')}`,
    ...scenarios.map((name) => {
      const cells = columns.map((column) => cellIn(sheet, column, name));
      return `| ${name} | ${cells.join(' | ')} |`;
    }),
  ].join('\n');
}

/** A line for every requirement that is met otherwise than by the first side. */
export function differencesOf({ title, scenarios, columns }: Sheet): string[] {
  const [first, ...others] = columns;
  return others.flatMap((column) =>
    scenarios.flatMap((name) =>
      differences(first?.checks.get(name) ?? [], column.checks.get(name) ?? []).map(
        ({ id, from, to, message }) =>
          `${title}, ${column.title}, ${name}, ${id}: ${from} → ${to}${message === null ? '' : ` (${message})`}`,
      ),
    ),
  );
}

/** A line for every cell that is not as it should be. */
export function failuresOf(sheet: Sheet): string[] {
  return sheet.columns.flatMap((column) =>
    sheet.scenarios
      .filter((name) => ['failed', 'missing'].includes(verdictIn(sheet, column, name)))
      .map((name) => `${sheet.title}, ${column.title}, ${name}: ${complaints(column.checks.get(name))}`),
  );
}

/** A line for every cell that fails by the suite's own doing, or only where the first side does, too. */
export function excusesOf(sheet: Sheet): string[] {
  return sheet.columns.flatMap((column) =>
    sheet.scenarios
      .filter((name) => verdictIn(sheet, column, name) === 'floor')
      .map((name) => `${sheet.title}, ${column.title}, ${name}: ${sheet.floor[name] ?? 'as the first does'}`),
  );
}

/** How many cells passed; those where nothing came up count neither way. */
export function passedIn(sheet: Sheet): number {
  return sheet.columns
    .flatMap((column) => sheet.scenarios.map((name) => verdictIn(sheet, column, name)))
    .filter((verdict) => verdict === 'passed').length;
}
