/** What the suite found of one requirement. */
export interface Check {
  id: string;
  status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  errorMessage?: string;
}

/**
 * `passed` as the suite has it: no failure, no warning, and at least one success. `idle`: nothing that it looks for
 * came up. `floor`: what fails is not this side's doing. `missing`: it has not been run.
 */
export type Verdict = 'passed' | 'failed' | 'floor' | 'idle' | 'missing';

const isBad = ({ status }: Check) => status === 'FAILURE' || status === 'WARNING';

/** The verdict of a scenario; what fails in `floor`, too, is not held against it. */
export function verdictOf(checks: readonly Check[] | undefined, floor: readonly Check[] = []): Verdict {
  if (checks === undefined || checks.length === 0) return 'missing';
  const bad = checks.filter(isBad);
  const known = new Set(floor.filter(isBad).map((check) => check.id));
  if (bad.some((check) => !known.has(check.id))) return 'failed';
  if (bad.length > 0) return 'floor';
  return checks.some((check) => check.status === 'SUCCESS') ? 'passed' : 'idle';
}

const WORST_FIRST = ['FAILURE', 'WARNING', 'SUCCESS', 'SKIPPED'] as const;
/** Of a requirement that did not come up. */
type Status = (typeof WORST_FIRST)[number] | 'absent';

/** The worst of each requirement, and why; what is only told of the run is not one. */
function byId(checks: readonly Check[]): Map<string, Check> {
  const worst = new Map<string, Check>();
  for (const status of WORST_FIRST)
    for (const check of checks)
      if (check.status === status && !worst.has(check.id)) worst.set(check.id, check);
  return worst;
}

/** A requirement that one server meets in another way than the other. */
export interface Difference {
  id: string;
  from: Status;
  to: Status;
  message: string | null;
}

/** Where `to` differs from `from`, requirement by requirement. */
export function differences(from: readonly Check[], to: readonly Check[]): Difference[] {
  const [before, after] = [byId(from), byId(to)];
  const status = (check: Check | undefined) => (check?.status ?? 'absent') as Status;
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((id) => ({
      id,
      from: status(before.get(id)),
      to: status(after.get(id)),
      message: briefly(after.get(id)?.errorMessage ?? '') || null,
    }))
    .filter((one) => one.from !== one.to);
}

const briefly = (words: string) => (words.length > 200 ? `${words.slice(0, 200)}…` : words);

/** What is bad in a scenario, in words. */
export function complaints(checks: readonly Check[] | undefined): string {
  const bad = (checks ?? []).filter(isBad);
  if (bad.length === 0) return 'it has not been run';
  return bad.map((check) => `${check.id}: ${briefly(check.errorMessage ?? check.status)}`).join('; ');
}
