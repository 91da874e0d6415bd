import path from 'node:path';
import {
  commit,
  isChange,
  Misread,
  PLACEHOLDER,
  type Prepared,
  type Target,
  type Tool,
  undo,
} from '../../connect/index.ts';
import { type Cli, CliError, type CommonFlags, EXIT, say, warn } from '../cli.ts';
import { commandLine } from '../command-line.ts';
import { surroundingsOf } from './target.ts';

/** Makes the changes of a tool, and says what was done. */
export function makeChange(
  cli: Cli,
  flags: CommonFlags,
  tool: Tool,
  all: readonly Prepared[],
  target: Target,
): number {
  const text = cli.messages.connect;
  say(cli, '');
  for (const prepared of all.filter(isChange)) {
    const { file, now } = prepared;
    const isSecret = target.isToken && prepared.text.includes(JSON.stringify(target.key).slice(1, -1));
    const backup = guarded(cli, file, () => commit(prepared, tool.id, isSecret));
    say(cli, text.written(file));
    say(cli, backup === null ? text.noBackup : text.backup(path.join(path.dirname(file), backup)));
    if (isSecret && now !== null && (now.mode & 0o077) !== 0) say(cli, text.tightened(file));
  }
  say(cli, `\n${text.next(tool.title, `${commandLine(cli, flags, `connect ${tool.id}`)} --check`)}`);
  return 0;
}

/** Takes the changes of a tool back, and says what became of each file. */
export function takeBack(cli: Cli, tool: Tool): number {
  const text = cli.messages.connect;
  const plain: Target = {
    base: 'http://127.0.0.1',
    key: PLACEHOLDER,
    isToken: false,
    model: 'auto',
    modelFrom: 'auto',
    window: null,
    passesOn: [],
  };
  const changes = tool.plan(plain, surroundingsOf(cli)).changes;
  // The last first: a folder that was made for the first file is empty only once the others are gone.
  const results = changes
    .reverse()
    .map((change) => ({ file: change.file, ...guarded(cli, change.file, () => undo(change)) }))
    .reverse();
  if (results.every(({ how }) => how === 'none')) throw new CliError(text.nothingToUndo(tool.title));
  for (const { file, how, left, backup } of results) {
    if (how !== 'none') say(cli, text.undone[how](file));
    for (const setting of left) warn(cli, text.kept(setting));
    if (backup !== null) say(cli, text.oldCopy(backup));
  }
  return 0;
}

function guarded<T>(cli: Cli, file: string, run: () => T): T {
  const text = cli.messages.connect;
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
    throw new CliError(text.leftAlone(file, text.why[error.why](error.about)), EXIT.failed, { cause: error });
  }
}
