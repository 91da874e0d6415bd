import type { Part } from '../neutral/parts.ts';
import type { Message, NeutralRequest } from '../neutral/request.ts';

const PREFIX = 'kpsum1:';
const HEAD = Buffer.from(PREFIX, 'utf8').toString('base64').slice(0, 8);

/** A summary as text for a compaction item's `encrypted_content`, which clients keep and send again. */
export function sealedSummary(summary: string): string {
  return Buffer.from(PREFIX + summary, 'utf8').toString('base64');
}

/** The summary in such a text; null where it was not made here. */
export function summaryIn(text: string): string | null {
  if (!text.startsWith(HEAD)) return null;
  const plain = Buffer.from(text, 'base64').toString('utf8');
  return plain.startsWith(PREFIX) ? plain.slice(PREFIX.length) : null;
}

const ASK = `Stop here. This conversation is about to be replaced by a summary that you write now; the model that carries on will see that summary and the user's own messages, and nothing else of what was said or done.

Write the summary for that model. Say, as far as it applies:
- what the user wants, with every condition, preference and correction that still holds;
- what has been done: files read, created or changed (with their paths), commands that were run and what came of them;
- what was found out that must not be looked for again: names, places in the code, error messages, figures, decisions and their reasons;
- what was being done at this moment, and what is left to do, in order.

Keep exact names, paths, identifiers and values. Leave out greetings and whatever turned out not to matter. Call no tool. Answer with the summary alone.`;

const TOLD =
  'What came before this point was left out to save space. This summary of it was written by the model that worked on it; take it as your own memory and go on from there.\n\n';

/** What asks a model for a summary of all that stands before. */
export function askForSummary(): Message {
  return { role: 'user', parts: [{ type: 'text', text: ASK }] };
}

function textIn(message: Message | undefined): string {
  const [first] = message?.parts ?? [];
  return first?.type === 'text' ? first.text : '';
}

/** Whether a request ends by asking for a summary. */
export function asksForSummary(request: NeutralRequest): boolean {
  return textIn(request.messages.at(-1)) === ASK;
}

/** A summary as a later request tells it to the model. */
export function toldSummary(summary: string): Message {
  return { role: 'user', parts: [{ type: 'text', text: TOLD + summary }] };
}

function isToldSummary(message: Message): boolean {
  return textIn(message).startsWith(TOLD);
}

/** The summary that a model wrote; `''` where it wrote none. */
export function summaryOf(parts: Part[]): string {
  const texts = parts.filter((part) => part.type === 'text').map((part) => part.text);
  return texts.join('\n\n').trim();
}

/**
 * Characters of the user's messages that a compaction keeps: 64,000 tokens at about four characters each, as the API
 * itself does (codex-rs/core/src/compact_remote_v2.rs, `RETAINED_MESSAGE_TOKEN_BUDGET`).
 */
const RETAINED = 256_000;

function lengthOf(message: Message): number {
  let length = 0;
  for (const part of message.parts) if (part.type === 'text') length += part.text.length;
  return length;
}

function cutTo(message: Message, length: number): Message | null {
  const text = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
  if (text === '' || length <= 0) return null;
  return { ...message, parts: [{ type: 'text', text: `${text.slice(0, length).toWellFormed()}…` }] };
}

/** The user's own messages that stay beside the summary: the newest, as far as they fit; the oldest is cut. */
export function retainedMessages(request: NeutralRequest): Message[] {
  const own = request.messages.filter((message) => message.role === 'user' && !isToldSummary(message));
  if (asksForSummary(request)) own.pop();
  const kept: Message[] = [];
  let left = RETAINED;
  for (const message of own.reverse()) {
    const length = lengthOf(message);
    if (length > left) {
      const cut = cutTo(message, left);
      if (cut !== null) kept.push(cut);
      break;
    }
    left -= length;
    kept.push(message);
  }
  return kept.reverse();
}
