import type { RequestTarget, WrittenRequest } from '../neutral/conversion.ts';
import type { Notes } from '../neutral/notes.ts';
import type { Fields, Part } from '../neutral/parts.ts';
import type { Message, NeutralRequest } from '../neutral/request.ts';
import { ToolNames } from '../neutral/tool-names.ts';
import { ownExtra } from './fields.ts';
import { modelPath } from './models.ts';
import { writeConfig } from './write-config.ts';
import { writeContents } from './write-contents.ts';
import { type PartWriting, writePart } from './write-parts.ts';
import { GEMINI_NAMES, writeTools } from './write-tools.ts';

function isCached(part: Part): boolean {
  return part.type === 'file' && part.source.kind === 'file' && part.source.id.startsWith('cachedContents/');
}

/** The name of content that Google keeps, and the messages without it. */
function takeCached(messages: readonly Message[]): { cached: string | null; rest: Message[] } {
  let cached: string | null = null;
  const rest = messages.map((message) => {
    if (!message.parts.some(isCached)) return message;
    const part = message.parts.find(isCached);
    if (part?.type === 'file' && part.source.kind === 'file') cached ??= part.source.id;
    return { ...message, parts: message.parts.filter((each) => !isCached(each)) };
  });
  return { cached, rest: rest.filter(({ parts }) => parts.length > 0) };
}

/** System messages in front are the system instruction, which holds texts alone; what else is in them stays a message. */
function takeSystem(
  messages: readonly Message[],
  writing: PartWriting,
): { system: Fields[]; rest: Message[] } {
  const at = messages.findIndex(({ role }) => role !== 'system');
  const front = at < 0 ? messages : messages.slice(0, at);
  const behind = at < 0 ? [] : messages.slice(at);
  if (behind.length === 0 && front.length > 0) {
    writing.notes.changed('the system message', 'there is no other, and it goes up as the user’s');
    return { system: [], rest: front.map((message) => ({ ...message, role: 'user' })) };
  }
  const system: Fields[] = [];
  const media: Part[] = [];
  for (const part of front.flatMap(({ parts }) => parts)) {
    if (part.type !== 'text' && part.type !== 'other') media.push(part);
    else {
      const written = writePart(part, 'system', writing);
      if (written !== null) system.push(written);
    }
  }
  if (media.length === 0) return { system, rest: behind };
  writing.notes.changed('images in the system message', 'they go up with the user’s first message');
  return { system, rest: [{ role: 'user', parts: media }, ...behind] };
}

/** OpenAI's names of tiers that Gemini has, too (ai.google.dev/gemini-api/docs/flex-inference, /priority-inference). */
const TIERS = new Set(['flex', 'priority', 'standard']);

function writeTier(tier: string | undefined, notes: Notes): Fields {
  if (tier === undefined || tier === 'auto' || tier === 'default') return {};
  if (TIERS.has(tier.toLowerCase())) return { serviceTier: tier.toLowerCase() };
  notes.dropped('service_tier', `Gemini has none called ${tier.slice(0, 40)}`);
  return {};
}

function noteDropped(request: NeutralRequest, notes: Notes): void {
  const none = 'Gemini has no such thing';
  if (request.verbosity !== undefined) notes.dropped('verbosity', none);
  if (request.user !== undefined) notes.dropped('user', none);
  if (request.metadata !== undefined) notes.dropped('metadata', none);
  if (request.promptCacheKey !== undefined)
    notes.dropped('prompt_cache_key', 'Gemini finds equal prefixes by itself');
  if (request.store === true) notes.dropped('store', 'answers are not kept');
}

/**
 * A request for `generateContent`, or, streamed, for `streamGenerateContent` with server-sent events. Throws
 * `unsupported_conversion`.
 */
export function writeRequest(request: NeutralRequest, target: RequestTarget): WrittenRequest {
  const { model, notes } = target;
  const names = new ToolNames(GEMINI_NAMES);
  const writing: PartWriting = { model, names, notes };
  const tools = writeTools(request, names, notes);
  const { cached, rest: messages } = takeCached(request.messages);
  const { system, rest } = takeSystem(messages, writing);
  const { config, words } = writeConfig(request, model, notes);
  const instruction = words === null ? system : [...system, { text: words }];
  const { generationConfig: _, toolConfig: __, ...extra } = ownExtra(request.extra);
  noteDropped(request, notes);
  const customTools = new Set(request.tools.filter(({ type }) => type === 'custom').map(({ name }) => name));
  return {
    body: {
      ...extra,
      ...(instruction.length === 0 ? {} : { systemInstruction: { parts: instruction } }),
      contents: writeContents(rest, writing),
      ...tools,
      ...(config === null ? {} : { generationConfig: config }),
      ...(cached === null ? {} : { cachedContent: cached }),
      ...writeTier(request.serviceTier, notes),
    },
    path: `${modelPath(model)}:${request.stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    headers: {},
    changes: { toolNames: names.back, customTools },
  };
}
