import { createParser } from 'eventsource-parser';
import type { Target, Wire } from '../../connect/index.ts';
import { errorCode } from '../messages/index.ts';
import { type Part, WIRES } from './wires.ts';

/** As long as a tool's own patience at least (ms). */
const LIMIT_MS = 120_000;
/** A short answer is asked for: more than this (characters) is not read. */
const MAX_CHARS = 1024 * 1024;

/** What became of one request. */
export type Outcome =
  | {
      kind: 'answered';
      text: string;
      model: string | null;
      tokens: Part['tokens'];
      ms: number;
      exchange: string | null;
    }
  | { kind: 'refused'; status: number; code: string | null; message: string; exchange: string | null }
  | { kind: 'notOurs'; status: number }
  | { kind: 'cut'; reason: string }
  | { kind: 'nothing' }
  | { kind: 'slow'; seconds: number };

/** The address that a tool asks at. */
export function addressOf(wire: Wire, target: Target): string {
  return target.base + WIRES[wire].path(target.model);
}

/** Sends one request as a tool would, and reads the whole answer. Never rejects. */
export async function ask(
  wire: Wire,
  target: Target,
  userAgent: string,
  limitMs = LIMIT_MS,
): Promise<Outcome> {
  const { headers, body } = WIRES[wire];
  const began = performance.now();
  try {
    const answer = await fetch(addressOf(wire, target), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': userAgent, ...headers(target.key) },
      body: JSON.stringify(body(target.model)),
      redirect: 'manual',
      signal: AbortSignal.timeout(limitMs),
    });
    const text = await textOf(answer);
    const exchange = answer.headers.get('x-kimi-proxy-exchange');
    if (answer.status !== 200) return refused(answer.status, text, exchange);
    const part = readAnswer(wire, answer.headers.get('content-type') ?? '', text);
    if (part === null) return { kind: 'notOurs', status: 200 };
    if (part.error !== null) return { kind: 'refused', status: 200, ...part.error, exchange };
    const ms = Math.round(performance.now() - began);
    return { kind: 'answered', text: part.text, model: part.model, tokens: part.tokens, ms, exchange };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      return { kind: 'slow', seconds: limitMs / 1000 };
    }
    const cause = error instanceof Error ? error.cause : undefined;
    const code = errorCode(cause);
    if (code === null || /^(?:ECONNRESET|UND_ERR_SOCKET|EPIPE)$/.test(code)) {
      return { kind: 'cut', reason: code ?? (error instanceof Error ? error.message : String(error)) };
    }
    return { kind: 'nothing' };
  }
}

async function textOf(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_CHARS) break;
  }
  return text;
}

function refused(status: number, text: string, exchange: string | null): Outcome {
  const error = errorIn(parsed(text));
  if (error === null) return { kind: 'notOurs', status };
  return { kind: 'refused', status, ...error, exchange };
}

/** The error of an answer, in any of the four shapes. */
function errorIn(data: unknown): Part['error'] {
  const error = (data as { error?: unknown } | null | undefined)?.error;
  if (typeof error !== 'object' || error === null) return null;
  const { code, type, status, message } = error as Record<string, unknown>;
  if (typeof message !== 'string') return null;
  const named = [code, type, status].find((one) => typeof one === 'string');
  return { code: typeof named === 'string' ? named : null, message: message.slice(0, 2000) };
}

/** All that an answer says; null where it is none in this language. */
function readAnswer(wire: Wire, contentType: string, text: string): Part | null {
  const whole: Part = { text: '', model: null, tokens: null, error: null, isPart: false };
  const take = (data: unknown): void => {
    const part = WIRES[wire].read(data);
    const error = part.error ?? errorIn(data);
    whole.isPart ||= part.isPart || error !== null;
    whole.text += part.text;
    whole.model = part.model ?? whole.model;
    whole.tokens = part.tokens === null ? whole.tokens : { ...whole.tokens, ...part.tokens };
    whole.error ??= error;
  };
  if (/^text\/event-stream/i.test(contentType)) {
    const parser = createParser({ onEvent: (event) => take(parsed(event.data)) });
    parser.feed(`${text}\n\n`);
  } else take(parsed(text));
  return whole.isPart ? whole : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
