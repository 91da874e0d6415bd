/** Ways in which the test provider can be told to fail. */
type FailureKind =
  | 'unreachable'
  | 'reset'
  | 'silent'
  | 'cut'
  | 'stall'
  | 'malformed'
  | 'event'
  | 'unfinished';

const FAILURE_KINDS: readonly string[] = [
  'unreachable',
  'reset',
  'silent',
  'cut',
  'stall',
  'malformed',
  'event',
  'unfinished',
] satisfies FailureKind[];

export type Language = 'en' | 'fr';

/** What words in the last user message ask for. */
export interface Commands {
  help: boolean;
  /** Wait before each word, in ms. */
  slowMs: number;
  /** Wait before the answer begins, in ms. */
  waitMs: number;
  /** Words to say; null: the plain answer. */
  long: number | null;
  fail: { kind: FailureKind } | { status: number; retryAfterMs: number | null } | null;
  reasoning: boolean;
  usage: 'asked' | 'none' | 'cached';
  language: Language;
}

const LONGEST_PAUSE_MS = 60_000;
const MOST_WORDS = 200_000;

/** Words that French has and English has not. */
const FRENCH =
  /(?<![\p{L}])(?:bonjour|salut|merci|est-ce|le|la|les|des|du|une|est|sont|et|que|qui|quoi|quel|quelle|pour|avec|dans|sur|vous|nous|je|tu|il|elle|ce|cette|mon|ma|pas|plus|français|appelle|utilise|écris|réponds|dis)(?![\p{L}])/giu;

function pause(argument: string): number | null {
  const match = /^(\d{1,7}(?:\.\d{1,3})?)(ms|s)?$/.exec(argument);
  if (match === null) return null;
  return Math.min(LONGEST_PAUSE_MS, Number(match[1]) * (match[2] === 's' ? 1000 : 1));
}

function languageOf(text: string): Language {
  if (/(?<!\S)\/en(?!\S)/.test(text) || /\bin English\b/i.test(text)) return 'en';
  if (/(?<!\S)\/fr(?!\S)/.test(text) || /\ben français\b/i.test(text)) return 'fr';
  const sample = text.slice(0, 2000);
  const words = sample.match(/\p{L}+/gu)?.length ?? 0;
  const french = sample.match(FRENCH)?.length ?? 0;
  return french >= 1 && french * 5 >= words ? 'fr' : 'en';
}

function failure(argument: string, after: string): Commands['fail'] {
  if (FAILURE_KINDS.includes(argument)) return { kind: argument as FailureKind };
  if (!/^[45]\d\d$/.test(argument)) return null;
  return { status: Number(argument), retryAfterMs: pause(after) };
}

/**
 * Reads `/slow 200ms`, `/fail 429 2s` and the like out of a message. A command stands between spaces or line ends;
 * one whose argument makes no sense is text like any other. Pauses end at 60 s, length at 200,000 words.
 */
export function readCommands(message: string): Commands {
  const commands: Commands = {
    help: false,
    slowMs: 0,
    waitMs: 0,
    long: null,
    fail: null,
    reasoning: false,
    usage: 'asked',
    language: languageOf(message),
  };
  const words = message.split(/\s+/);
  for (const [at, word] of words.entries()) {
    const argument = words[at + 1] ?? '';
    if (word === '/help' || word === '/aide') commands.help = true;
    else if (word === '/slow') commands.slowMs = pause(argument) ?? commands.slowMs;
    else if (word === '/wait') commands.waitMs = pause(argument) ?? commands.waitMs;
    else if (word === '/long' && /^\d{1,9}$/.test(argument)) {
      commands.long = Math.min(MOST_WORDS, Number(argument));
    } else if (word === '/fail') commands.fail = failure(argument, words[at + 2] ?? '') ?? commands.fail;
    else if (word === '/reasoning') commands.reasoning = true;
    else if (word === '/usage' && (argument === 'none' || argument === 'cached')) commands.usage = argument;
    if (word === '/aide') commands.language = 'fr';
  }
  return commands;
}
