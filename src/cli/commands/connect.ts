import {
  type FileChange,
  fileState,
  isChange,
  Misread,
  type Prepared,
  prepare,
  TOOLS,
} from '../../connect/index.ts';
import { columns } from '../banner.ts';
import { type Cli, CliError, EXIT, say } from '../cli.ts';
import { commandLine } from '../command-line.ts';
import { checkTool } from '../connect/check-tool.ts';
import { makeChange, takeBack } from '../connect/make-change.ts';
import { describe, explainLeft, sayNotRunning, showChange, showOther } from '../connect/show.ts';
import { type ConnectFlags, surroundingsOf, targetOf } from '../connect/target.ts';

/** Lists the tools, or shows, makes, takes back or tries the change that points one of them at the program. */
export async function connect(cli: Cli, name: string | undefined, flags: ConnectFlags): Promise<number> {
  const text = cli.messages.connect;
  if ([flags.write, flags.undo, flags.check].filter(Boolean).length > 1)
    throw new CliError(text.oneOf, EXIT.usage);
  if (name === undefined) return listTools(cli, flags);
  const tool = TOOLS.find((one) => one.id === name);
  if (tool === undefined) {
    throw new CliError(text.unknownTool(name, TOOLS.map((one) => one.id).join(', ')), EXIT.usage);
  }
  if (flags.undo) return takeBack(cli, tool);
  const { target, isRunning } = targetOf(cli, flags);
  const plan = tool.plan(target, surroundingsOf(cli));
  describe(cli, tool, target, plan);
  if (flags.check) return checkTool(cli, flags, tool, target, plan);
  if (!isRunning) sayNotRunning(cli, flags, target);
  const prepared = plan.changes.map((change) => prepareOne(change));
  for (const one of prepared) {
    if (one instanceof Misread) continue;
    showChange(cli, one, target);
  }
  const refused = plan.changes.flatMap((change, i) => {
    const one = prepared[i];
    return one instanceof Misread ? [{ change, reason: one }] : [];
  });
  for (const { change, reason } of refused) explainLeft(cli, change, reason, target);
  showOther(cli, plan, target);
  if (!flags.write) {
    if (prepared.some((one) => !(one instanceof Misread) && isChange(one)))
      say(cli, `\n${text.nothingWritten}`);
    return 0;
  }
  if (plan.changes.length === 0) throw new CliError(text.cannotWrite(tool.title));
  if (refused.length > 0) throw new CliError(text.refused);
  return makeChange(
    cli,
    flags,
    tool,
    prepared.filter((one): one is Prepared => !(one instanceof Misread)),
    target,
  );
}

function prepareOne(change: FileChange): Prepared | Misread {
  try {
    return prepare(change);
  } catch (error) {
    if (error instanceof Misread) return error;
    throw error;
  }
}

function listTools(cli: Cli, flags: ConnectFlags): number {
  const text = cli.messages.connect;
  const place = surroundingsOf(cli);
  say(cli, text.tools);
  const rows = TOOLS.map((tool): [string, string, string] => {
    const files = tool.files(place);
    return [
      tool.id,
      tool.title,
      files.length === 0 ? text.noFile : files.map((file) => `${file} (${stateOf(cli, file)})`).join(', '),
    ];
  });
  const width = Math.max(...rows.map(([, title]) => title.length));
  for (const line of columns(rows.map(([id, title, files]) => [id, `${title.padEnd(width)}  ${files}`])))
    say(cli, line);
  say(cli, `\n${text.usage(commandLine(cli, flags, 'connect'))}`);
  return 0;
}

function stateOf(cli: Cli, file: string): string {
  const text = cli.messages.connect;
  return { absent: text.notThere, there: text.there, connected: text.connected }[fileState(file)];
}
