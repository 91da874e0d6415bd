import type { ProtocolName } from '../contract/index.ts';
import { anthropicMessages } from './anthropic-messages/index.ts';
import { gemini } from './gemini/index.ts';
import { openaiChat } from './openai-chat/index.ts';
import { openaiResponses } from './openai-responses/index.ts';
import type { Operation, Protocol } from './protocol.ts';

/** Every client protocol. A new one is a folder and one line here: its paths are served from then on. */
export const PROTOCOLS: Protocol[] = [openaiChat, anthropicMessages, gemini, openaiResponses];

/** What a path of the LLM surface asks for. */
export type LlmTarget =
  | { type: 'operation'; protocol: Protocol; operation: Operation }
  | { type: 'models'; id: string | null }
  | { type: 'unknown' };

/** A request of the LLM surface, as far as its first line says it. */
export interface LlmMatch {
  target: LlmTarget;
  protocol: Protocol;
  /** The model, where the path names it (Gemini), decoded. */
  model: string | null;
  /** Session named in the path (`/s/<name>/…`), decoded; null where there is none. */
  sessionName: string | null;
  /** The path after the session's prefix, with its query, as the client sent it: `/v1/chat/completions?x=1`. */
  clientPath: string;
  /** The path as the client sent it, without the query. */
  path: string;
  query: URLSearchParams | null;
}

/**
 * Whose shape a call has that several protocols share (`GET /v1/models`): Anthropic's where the request has Anthropic's
 * headers, else that of its path.
 */
export function sharedBy(match: LlmMatch, headers: Readonly<Record<string, unknown>>): LlmMatch {
  if (match.target.type === 'operation' || headers['anthropic-version'] === undefined) return match;
  const protocol = PROTOCOLS.find((one) => one.name === 'anthropic-messages');
  return protocol === undefined ? match : { ...match, protocol };
}

/** Unknown calls below these paths are answered in this protocol. */
const BELOW: [RegExp, ProtocolName][] = [
  [/^\/v1\/messages\//, 'anthropic-messages'],
  [/^\/v1\/responses\//, 'openai-responses'],
  [/^\/v1(?:beta|alpha)\//, 'gemini'],
];

function protocolBelow(path: string): Protocol {
  const name = BELOW.find(([pattern]) => pattern.test(path))?.[1];
  return PROTOCOLS.find((one) => one.name === name) ?? openaiChat;
}

/** The protocol of that name. Throws where it is not in the list: a mistake in the program. */
export function protocolNamed(name: ProtocolName): Protocol {
  const protocol = PROTOCOLS.find((one) => one.name === name);
  if (protocol === undefined) throw new Error(`no protocol is called ${name}`);
  return protocol;
}

interface Known {
  type: 'operation';
  protocol: Protocol;
  operation: Operation;
}

/** Operations by their fixed paths; those that have the model in their path, by what stands before and behind it. */
const operations = new Map<string, Known>();
const patterns: (Known & { before: string; behind: string })[] = [];
for (const protocol of PROTOCOLS) {
  for (const operation of protocol.operations) {
    const [before = '', behind] = operation.path.split('{model}');
    if (behind === undefined) operations.set(operation.path, { type: 'operation', protocol, operation });
    else patterns.push({ type: 'operation', protocol, operation, before, behind });
  }
}

/** Kinds of models that Gemini has besides `models/`: of its own accounts, so nobody else's to answer. */
const OWN_COLLECTIONS = /^(?:tunedModels|dynamic|publishers|projects)\//;

/**
 * The operation at a path that holds a model's name. A name with a slash in it may stand there alone: `@ai-sdk/google`
 * leaves out `models/` then (github.com/vercel/ai, packages/google/src/get-model-path.ts).
 */
function byPattern(below: string): (Known & { model: string }) | null {
  for (const { type, protocol, operation, before, behind } of patterns) {
    if (!below.endsWith(behind)) continue;
    const start = below.startsWith(before) ? before.length : 1;
    const model = decode(below.slice(start, below.length - behind.length));
    const alone = start === 1;
    if (model === '' || (alone && (!model.includes('/') || OWN_COLLECTIONS.test(model)))) continue;
    return { type, protocol, operation, model };
  }
  return null;
}

/** The fixed paths of the calls that are known here, as a tool names them below the address of this program. */
export function knownPaths(): string[] {
  const paths = new Set(['/v1/models']);
  for (const path of operations.keys()) paths.add(`/v1${path}`);
  return [...paths];
}

/** The match of a path that is nobody's, so that it can be answered in the shape that its tool most likely reads. */
export function strayMatch(url: string): LlmMatch {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const asks = (pattern: RegExp): boolean => pattern.test(path);
  const name: ProtocolName = asks(/generatecontent/i)
    ? 'gemini'
    : asks(/\/(?:anthropic|messages?)(?:\/|$)/i)
      ? 'anthropic-messages'
      : 'openai-chat';
  return {
    target: { type: 'unknown' },
    protocol: protocolNamed(name),
    model: null,
    sessionName: null,
    clientPath: url,
    path,
    query: mark < 0 ? null : new URLSearchParams(url.slice(mark + 1)),
  };
}

const VERSION = /^\/(?:v1|v1beta|v1alpha)(?=\/)/;
/** Versions before the last: of a base URL that ends in one, where the tool adds its own (`/v1/v1/messages`). */
const DOUBLED = /^(?:\/(?:v1|v1beta|v1alpha))+(?=\/(?:v1|v1beta|v1alpha)\/)/;

/** A segment decoded; as it came where it is not valid percent-encoding. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}

/**
 * What a request of the LLM surface asks for; null where its path belongs to the dashboard. Known calls are matched
 * with and without a version (`/v1`, `/v1beta`), or with one too many; any other path only below one.
 */
export function matchLlm(method: string, url: string): LlmMatch | null {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  let rest = path;
  let sessionName: string | null = null;
  if (rest.startsWith('/s/')) {
    const end = rest.indexOf('/', 3);
    if (end < 0) return null;
    sessionName = decode(rest.slice(3, end));
    rest = rest.slice(end);
  }
  if (rest.startsWith('/v1')) rest = rest.replace(DOUBLED, '');
  const version = rest.startsWith('/v1') ? (VERSION.exec(rest)?.[0] ?? '') : '';
  const below = version === '' ? rest : rest.slice(version.length);
  const known: Known | undefined = operations.get(below);
  const patterned = known === undefined && method === 'POST' ? byPattern(below) : null;
  const reads = method === 'GET' || method === 'HEAD';
  let target: LlmTarget;
  if (known !== undefined && method === 'POST') target = known;
  else if (patterned !== null) target = patterned;
  else if (reads && below === '/models') target = { type: 'models', id: null };
  else if (reads && below.startsWith('/models/')) target = { type: 'models', id: decode(below.slice(8)) };
  else if (known !== undefined || version !== '') target = { type: 'unknown' };
  else return null;
  return {
    target,
    protocol: (known ?? patterned)?.protocol ?? protocolBelow(rest),
    model: patterned?.model ?? null,
    sessionName,
    clientPath: mark < 0 ? rest : rest + url.slice(mark),
    path,
    query: mark < 0 ? null : new URLSearchParams(url.slice(mark + 1)),
  };
}
