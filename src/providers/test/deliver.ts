import type { ProviderConfig } from '../../config/index.ts';
import { ProxyError } from '../../exchange/index.ts';
import { timeoutError } from '../../upstream/index.ts';
import type { Stopper } from './answer.ts';
import type { Said, Shape } from './shapes.ts';
import { type CountText, type Turn, usageOf, withinLimit } from './turn.ts';

export interface Delivery {
  turn: Turn;
  shape: Shape;
  provider: ProviderConfig;
  count: CountText;
  stopper: Stopper;
}

const BROKEN_EVENT = Buffer.from('data: {"object":"chat.completion.chunk","choices":[{"delta":{"conten\n\n');
const DONE = Buffer.from('data: [DONE]\n\n');

/** The error object that OpenAI's endpoints answer with. */
export function wireError(
  message: string,
  type: string,
  code: string | null,
  param: string | null = null,
): object {
  return { error: { message, type, param, code } };
}

function event(value: object): Buffer {
  return Buffer.from(`data: ${JSON.stringify(value)}\n\n`);
}

/**
 * Waits like an upstream that is slow, and fails as the connection to one would: where `ms` is over the limit, the
 * time-out comes in its place.
 */
export async function waitWithin(
  delivery: Pick<Delivery, 'provider' | 'stopper'>,
  ms: number,
  phase: 'first_byte' | 'idle',
): Promise<void> {
  if (ms <= 0) return;
  const { timeouts, name } = delivery.provider;
  const limit = phase === 'idle' ? timeouts.idleMs : timeouts.firstByteMs;
  await delivery.stopper.wait(Math.min(ms, limit));
  if (ms > limit && !delivery.stopper.stopped) throw timeoutError(name, phase, limit);
}

function cutOff(provider: ProviderConfig): ProxyError {
  return new ProxyError(
    'upstream_reset',
    `${provider.name} closed the connection before the answer was complete`,
    {
      details: { provider: provider.name, reason: 'told to (/fail cut)' },
    },
  );
}

/** What happens halfway through a body that was told to fail; `ends`: nothing comes after it. */
async function halfway(delivery: Delivery): Promise<{ bytes: Buffer | null; ends: boolean }> {
  const { fail } = delivery.turn.commands;
  const kind = fail !== null && 'kind' in fail ? fail.kind : null;
  if (kind === 'cut') throw cutOff(delivery.provider);
  if (kind === 'stall') await waitWithin(delivery, Number.POSITIVE_INFINITY, 'idle');
  if (kind === 'malformed') return { bytes: BROKEN_EVENT, ends: false };
  if (kind === 'unfinished') return { bytes: null, ends: true };
  if (kind !== 'event') return { bytes: null, ends: false };
  const error = wireError('The test provider was told to fail here', 'server_error', 'told_to_fail');
  return { bytes: event(error), ends: true };
}

/** The events of a stream, one a word. */
export async function* streamed(delivery: Delivery): AsyncGenerator<Buffer> {
  const { turn, shape } = delivery;
  const { commands } = turn;
  const budget = { tokens: turn.maxTokens, cut: false };
  const half = Math.floor(turn.wordCount / 2);
  let text = '';
  let reasoning = '';
  let spoken = 0;

  const opening = shape.opening();
  if (opening !== null) yield event(opening);
  for (const word of withinLimit(turn.reasoning, budget)) {
    await waitWithin(delivery, commands.slowMs, 'idle');
    reasoning += word;
    yield event(shape.reasoning(word));
  }
  for (const word of withinLimit(turn.words, budget)) {
    if (spoken === half && commands.fail !== null) {
      const { bytes, ends } = await halfway(delivery);
      if (bytes !== null) yield bytes;
      if (ends) return;
    }
    await waitWithin(delivery, commands.slowMs, 'idle');
    spoken += 1;
    text += word;
    yield event(shape.word(word));
  }
  for (const [index, call] of turn.calls.entries()) {
    for (const piece of shape.call(index, call)) yield event(piece);
  }
  yield event(shape.closing(finishOf(turn, budget.cut)));
  if (turn.includeUsage && commands.usage !== 'none') {
    yield event(shape.usage(await usageOf(turn, { text, reasoning }, delivery.count)));
  }
  yield DONE;
}

function finishOf(turn: Turn, cut: boolean): Said['finish'] {
  if (cut) return 'length';
  return turn.calls.length > 0 ? 'tool_calls' : 'stop';
}

/** The whole answer as JSON. */
export async function wholeBody(delivery: Delivery): Promise<Buffer> {
  const { turn, shape, count } = delivery;
  const { fail, usage } = turn.commands;
  if (fail !== null && 'kind' in fail && fail.kind === 'event') {
    return Buffer.from(
      JSON.stringify(wireError('The test provider was told to fail here', 'server_error', 'told_to_fail')),
    );
  }
  const budget = { tokens: turn.maxTokens, cut: false };
  const reasoning = [...withinLimit(turn.reasoning, budget)].join('');
  const text = [...withinLimit(turn.words, budget)].join('');
  const said: Said = { text, reasoning, calls: turn.calls, finish: finishOf(turn, budget.cut) };
  const reported = usage === 'none' ? null : await usageOf(turn, said, count);
  const body = Buffer.from(JSON.stringify(shape.whole(said, reported)));
  const broken = fail !== null && 'kind' in fail && (fail.kind === 'malformed' || fail.kind === 'unfinished');
  return broken ? body.subarray(0, Math.floor(body.length / 2)) : body;
}

/** A whole body on its way: in one piece, unless it was told to break off in the middle. */
export async function* inOnePiece(delivery: Delivery, body: Buffer): AsyncGenerator<Buffer> {
  const { fail } = delivery.turn.commands;
  if (fail === null || !('kind' in fail) || (fail.kind !== 'cut' && fail.kind !== 'stall')) {
    yield body;
    return;
  }
  yield body.subarray(0, Math.floor(body.length / 2));
  await halfway(delivery);
}
