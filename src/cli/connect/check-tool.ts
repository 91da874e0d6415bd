import {
  type FileChange,
  isChange,
  Misread,
  type Plan,
  prepare,
  type Target,
  type Tool,
} from '../../connect/index.ts';
import { type Cli, type CommonFlags, EXIT, say } from '../cli.ts';
import { commandLine } from '../command-line.ts';
import { addressOf, ask, type Outcome } from './check.ts';
import { maskText } from './mask.ts';

/** As much of an answer as is shown, in characters. */
const SHOWN = 200;

/** Sends one request as the tool would, and says in words what came back; exit 1 where that was no answer. */
export async function checkTool(
  cli: Cli,
  flags: CommonFlags,
  tool: Tool,
  target: Target,
  plan: Plan,
): Promise<number> {
  const text = cli.messages.connect;
  for (const change of plan.changes) {
    const isSaid = saysSo(change);
    say(cli, `\n${isSaid ? text.configured(change.file) : text.notConfigured(change.file)}`);
  }
  const address = addressOf(tool.wire, target);
  say(cli, `\n${text.checking(address, target.model)}`);
  const outcome = await ask(tool.wire, target, `kimi-proxy/${cli.version} (connect ${tool.id})`);
  const token = target.isToken ? target.key : null;
  for (const line of wordsFor(cli, flags, outcome, target)) say(cli, maskText(printable(line), token));
  if (plan.keepsLogin) say(cli, text.checked.login);
  return outcome.kind === 'answered' ? 0 : EXIT.failed;
}

function saysSo(change: FileChange): boolean {
  try {
    return !isChange(prepare(change));
  } catch (error) {
    if (error instanceof Misread) return false;
    throw error;
  }
}

function wordsFor(cli: Cli, flags: CommonFlags, outcome: Outcome, target: Target): string[] {
  const text = cli.messages.connect.checked;
  switch (outcome.kind) {
    case 'answered': {
      const said = outcome.text.trim().replace(/\s+/g, ' ');
      const { input, output } = outcome.tokens ?? {};
      const tokens = text.tokens(String(input ?? '?'), String(output ?? '?'));
      return [
        said === '' ? text.silent(outcome.ms) : text.works(outcome.ms, said.slice(0, SHOWN)),
        text.details(outcome.model ?? '?', tokens, outcome.exchange ?? '?'),
      ];
    }
    case 'refused':
      return [
        text.refused(outcome.status, outcome.code ?? '', cli.messages.sentence(outcome.message)),
        ...(outcome.code === 'unauthorized' && !target.isToken ? [text.token] : []),
      ];
    case 'notOurs':
      return [text.notOurs(outcome.status)];
    case 'cut':
      return [text.cut(outcome.reason)];
    case 'slow':
      return [text.slow(outcome.seconds)];
    case 'nothing':
      return [text.nothing(target.base, commandLine(cli, flags, 'start'))];
  }
}

/** A text from elsewhere must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, ' ');
}
