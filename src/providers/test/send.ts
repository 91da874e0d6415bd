import type { ProviderConfig } from '../../config/index.ts';
import { type CancelSignal, type Clock, newId, ProxyError } from '../../exchange/index.ts';
import type { SendUpstream, UpstreamAnswer, UpstreamRequest } from '../../upstream/index.ts';
import { inProcessAnswer, Stopper } from './answer.ts';
import { type Delivery, inOnePiece, streamed, waitWithin, wholeBody, wireError } from './deliver.ts';
import { embed } from './embeddings.ts';
import { type Fields, fields } from './request.ts';
import { chatShape, textShape } from './shapes.ts';
import { type CountText, estimateTokens, type Turn } from './turn.ts';
import { chatTurn, fimTurn, textTurn } from './turns.ts';

export interface TestProviderOptions {
  clock: Clock;
  /** Counts for the usage that is reported; left out: four characters a token. */
  count?: CountText;
}

interface Call {
  provider: ProviderConfig;
  stopper: Stopper;
  count: CountText;
  created: number;
  id: string;
}

const MODEL_CREATED = 1_767_225_600;

function json(
  call: Call,
  status: number,
  body: object | Buffer,
  headers: Record<string, string> = {},
): UpstreamAnswer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  return inProcessAnswer(status, jsonHeaders(call, bytes, headers), [bytes], call.stopper);
}

function jsonHeaders(call: Call, body: Buffer, more: Record<string, string> = {}): Record<string, string> {
  return {
    'content-type': 'application/json',
    'content-length': String(body.length),
    'x-request-id': `req_${call.id}`,
    ...more,
  };
}

function badRequest(call: Call, message: string, param: string | null = null): UpstreamAnswer {
  return json(call, 400, wireError(message, 'invalid_request_error', null, param));
}

function toldStatus(call: Call, status: number, retryAfterMs: number | null): UpstreamAnswer {
  const types: Record<number, string> = { 401: 'authentication_error', 429: 'rate_limit_error' };
  const type = types[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error');
  const headers: Record<string, string> =
    retryAfterMs === null ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  const body = wireError(`The test provider was told to answer ${status}`, type, 'told_to_fail');
  return json(call, status, body, headers);
}

/** How many pauses `/slow` makes before an answer in one piece, which ends them at a minute in all. */
const LONGEST_WHOLE_MS = 60_000;

async function say(call: Call, turn: Turn, shape: Delivery['shape']): Promise<UpstreamAnswer> {
  const delivery: Delivery = { turn, shape, ...call };
  const { fail, waitMs, slowMs } = turn.commands;
  const slow = turn.stream ? 0 : Math.min(LONGEST_WHOLE_MS, slowMs * turn.wordCount);
  await waitWithin(delivery, waitMs + slow, 'first_byte');
  if (fail !== null && 'status' in fail) return toldStatus(call, fail.status, fail.retryAfterMs);
  if (fail?.kind === 'silent') await waitWithin(delivery, Number.POSITIVE_INFINITY, 'first_byte');
  if (fail?.kind === 'unreachable') {
    throw new ProxyError(
      'upstream_unreachable',
      `${call.provider.name} cannot be reached: told to (/fail unreachable)`,
      {
        details: { provider: call.provider.name },
      },
    );
  }
  if (fail?.kind === 'reset') {
    throw new ProxyError(
      'upstream_reset',
      `${call.provider.name} closed the connection: told to (/fail reset)`,
      {
        details: { provider: call.provider.name },
      },
    );
  }
  if (turn.stream) {
    const headers = {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-request-id': `req_${call.id}`,
    };
    return inProcessAnswer(200, headers, streamed(delivery), call.stopper);
  }
  const body = await wholeBody(delivery);
  return inProcessAnswer(200, jsonHeaders(call, body), inOnePiece(delivery, body), call.stopper);
}

function shapeInit(call: Call, body: Fields, turn: Turn) {
  const model = typeof body.model === 'string' && body.model !== '' ? body.model : 'test-model';
  return { id: call.id, created: call.created, model, nullUsage: turn.includeUsage };
}

type Endpoint = (call: Call, body: Fields) => Promise<UpstreamAnswer> | UpstreamAnswer;

const ENDPOINTS: Record<string, Endpoint> = {
  '/chat/completions': (call, body) => {
    const turn = chatTurn(body);
    if (turn === null) return badRequest(call, 'messages must be a list', 'messages');
    return say(call, turn, chatShape(shapeInit(call, body, turn)));
  },
  '/completions': (call, body) => {
    const turn = textTurn(body);
    if (turn === null) return badRequest(call, 'prompt must be a text', 'prompt');
    return say(call, turn, textShape(shapeInit(call, body, turn)));
  },
  '/fim/completions': (call, body) => {
    const turn = fimTurn(body);
    if (turn === null) return badRequest(call, 'prompt must be a text', 'prompt');
    return say(call, turn, chatShape(shapeInit(call, body, turn)));
  },
  '/embeddings': async (call, body) => {
    const result = embed(body);
    if ('field' in result) return badRequest(call, `${result.field} ${result.problem}`, result.field);
    const joined = result.inputs.join('\n');
    const tokens = await call.count(joined).catch(() => estimateTokens(joined));
    return json(call, 200, { ...result.body, usage: { prompt_tokens: tokens, total_tokens: tokens } });
  },
};

function modelObject(id: string): object {
  return { id, object: 'model', created: MODEL_CREATED, owned_by: 'test', context_length: 128_000 };
}

function notFound(call: Call, method: string, path: string): UpstreamAnswer {
  const message = `Invalid URL (${method} ${path.slice(0, 200)})`;
  return json(call, 404, wireError(message, 'invalid_request_error', 'unknown_url'));
}

async function answer(call: Call, request: UpstreamRequest): Promise<UpstreamAnswer> {
  const path = request.path.split('?', 1)[0] ?? '';
  if (request.method === 'GET' && path === '/models') {
    return json(call, 200, { object: 'list', data: [modelObject('test-model')] });
  }
  if (request.method === 'GET' && path.startsWith('/models/')) {
    return path === '/models/test-model'
      ? json(call, 200, modelObject('test-model'))
      : notFound(call, 'GET', path);
  }
  const endpoint = Object.hasOwn(ENDPOINTS, path) ? ENDPOINTS[path] : undefined;
  if (endpoint === undefined || request.method !== 'POST') return notFound(call, request.method, path);
  let parsed: unknown;
  try {
    const { body: given } = request;
    const pieces = given === null || given instanceof Uint8Array ? [given ?? new Uint8Array()] : given;
    parsed = JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch {
    return badRequest(call, 'The body is not JSON');
  }
  const body = fields(parsed);
  return body === null ? badRequest(call, 'The body must be a JSON object') : endpoint(call, body);
}

function cancelled(): ProxyError {
  return new ProxyError('client_closed', 'The request was given up before the test provider answered');
}

/**
 * The built-in provider: answers without a network what docs/test-model.md says. Each request is on its own; it
 * holds no state.
 */
export function createTestProvider({ clock, count }: TestProviderOptions): SendUpstream {
  const counter: CountText = count ?? ((text) => Promise.resolve(estimateTokens(text)));
  return async (request: UpstreamRequest, signal: CancelSignal) => {
    if (signal.aborted) throw cancelled();
    const stopper = new Stopper(signal);
    const now = clock.now();
    const call: Call = {
      provider: request.provider,
      stopper,
      count: counter,
      created: Math.floor(now / 1000),
      id: newId(now),
    };
    try {
      const answered = await answer(call, request);
      if (!stopper.stopped) return answered;
    } catch (error) {
      if (!stopper.stopped) {
        stopper.stop();
        throw error;
      }
    }
    throw cancelled();
  };
}
