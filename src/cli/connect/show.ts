import {
  applyEdits,
  type FileChange,
  isChange,
  type Misread,
  NOTES,
  type Plan,
  type Prepared,
  type Target,
  type Tool,
} from '../../connect/index.ts';
import { shellWord } from '../../exchange/index.ts';
import { columns } from '../banner.ts';
import { type Cli, type CommonFlags, say } from '../cli.ts';
import { commandLine } from '../command-line.ts';
import { diff } from './diff.ts';
import { masked, maskText } from './mask.ts';

/** What a tool is pointed at, with which model and key. */
export function describe(cli: Cli, tool: Tool, target: Target, plan: Plan): void {
  const text = cli.messages.connect;
  const model = plan.keepsLogin ? text.ownModels : `${target.model} (${text.modelFrom[target.modelFrom]})`;
  say(cli, text.pointsAt(tool.title, target.base));
  const key = target.isToken ? text.tokenKey(masked(target.key)) : text.anyKey(target.key);
  const rows: [string, string][] = [[text.model, model]];
  if (!plan.keepsLogin || target.isToken) rows.push([text.key, key]);
  for (const line of columns(rows)) say(cli, line);
}

/** That nothing runs at that address yet, as far as the data folder says. */
export function sayNotRunning(cli: Cli, flags: CommonFlags, target: Target): void {
  say(cli, `\n${cli.messages.connect.notRunning(target.base, commandLine(cli, flags, 'status'))}`);
}

/** The change of one file, line by line. */
export function showChange(cli: Cli, prepared: Prepared, target: Target): void {
  const text = cli.messages.connect;
  if (!isChange(prepared)) {
    say(cli, `\n${text.already(prepared.file)}`);
    return;
  }
  say(cli, `\n${prepared.file}${prepared.now === null ? ` (${text.newFile})` : ''}`);
  const token = tokenOf(target);
  const lines = diff(maskText(prepared.now?.text ?? '', token), maskText(prepared.text, token));
  for (const line of changedOnly(lines, prepared, token)) say(cli, line);
}

/** A key that is replaced by one that looks the same once masked is a change all the same. */
function changedOnly(lines: string[], prepared: Prepared, token: string | null): string[] {
  if (lines.some((line) => /^[+-]/.test(line))) return lines;
  return diff(prepared.now?.text ?? '', prepared.text).map((line) => maskText(line, token));
}

/** Why a file is left alone, and what to put into it by hand. */
export function explainLeft(cli: Cli, change: FileChange, { why, about }: Misread, target: Target): void {
  const text = cli.messages.connect;
  say(cli, `\n${text.leftAlone(change.file, text.why[why](about))}`);
  say(cli, text.byHand(change.file));
  const snippet = maskText(applyEdits(change.format, '', change.edits).text, tokenOf(target));
  for (const line of snippet.trimEnd().split('\n')) say(cli, `  ${line}`.trimEnd());
}

/** Variables and what else there is to know. */
export function showOther(cli: Cli, plan: Plan, target: Target): void {
  const text = cli.messages.connect;
  for (const note of plan.notes) say(cli, `\n${NOTES[note][text.language]}`);
  if (plan.variables.length === 0) return;
  const isShell = plan.variables.every(([name]) => /^\w+$/.test(name));
  const heading = plan.changes.length === 0 ? text.set : text.variables;
  say(cli, `\n${isShell ? heading : text.fields}`);
  for (const [name, value] of plan.variables) {
    const shown = maskText(value, tokenOf(target));
    say(
      cli,
      isShell ? `  export ${name}=${shown === value ? shellWord(value) : shown}` : `  ${name}: ${shown}`,
    );
  }
}

const tokenOf = (target: Target): string | null => (target.isToken ? target.key : null);
