import { mcpServerOf } from '../../context/index.ts';
import type { ConversationAnswer } from '../../contract/index.ts';
import { pieceOf } from '../../exchange/index.ts';
import { type Part, protocolNamed, readSaid, type SaidAnswer } from '../../protocols/index.ts';
import type { StoredExchange } from '../../storage/index.ts';
import type { ServerDeps } from '../deps.ts';
import { imageOf } from './image.ts';

/** UTF-16 units of a text that are told at first. */
export const TEXT = 4000;

/** What a model is asked to say nothing in. */
const SILENT = new Set<StoredExchange['kind']>(['count_tokens', 'embedding', 'probe']);

type Deps = Pick<ServerDeps, 'store'>;

/** Whether an answer is a sound, a picture or a file: no text in which a model says anything. */
function isMedia(type: string | null): boolean {
  return /^(?:audio|font|image|video)\/|^application\/(?:octet-stream|pdf|zip)\b/i.test(type ?? '');
}

/** What the model said, from the kept bytes of the answer; null where none are kept, or nothing that it said. */
export async function readKeptAnswer({ store }: Deps, exchange: StoredExchange): Promise<SaidAnswer | null> {
  const { kind, protocol, httpStatus } = exchange;
  if (protocol === null || SILENT.has(kind)) return null;
  const kept = await store.getAnswer(exchange.id);
  if (kept === null || isMedia(kept.type)) return null;
  const body = Buffer.from(kept.bytes.buffer, kept.bytes.byteOffset, kept.bytes.byteLength);
  const list =
    exchange.streamed && protocol === 'gemini' && body.subarray(0, 16).toString().trimStart()[0] === '[';
  const streams = list || /^text\/event-stream\b/i.test(kept.type ?? '');
  return readSaid(protocolNamed(protocol), body, streams, httpStatus ?? 200);
}

/** The text of a part: of a call its arguments; null where it has none. */
export function answerText(part: Part): string | null {
  switch (part.type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return part.text;
    case 'tool_call':
      return part.input;
    case 'other':
      return JSON.stringify(part.value);
    default:
      return null;
  }
}

function kindOf(part: Part) {
  switch (part.type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
    case 'tool_call':
    case 'image':
      return part.type;
    default:
      return 'other';
  }
}

/** An image's data or address, as the answer has it; null for any other part. */
export function answerImage(part: Part): string | null {
  if (part.type !== 'image') return null;
  const { source } = part;
  switch (source.kind) {
    case 'url':
      return source.url;
    case 'base64':
      return source.data;
    case 'file':
      return source.id;
    default:
      return source.text;
  }
}

/** What the model said, as far as it is told at first. */
export function answerView(said: SaidAnswer | null, exchange: StoredExchange): ConversationAnswer {
  if (said === null) return null;
  const { finish, error } = said;
  return {
    parts: said.parts.map((part) => {
      const text = answerText(part);
      const piece = text === null ? null : pieceOf(text, 0, TEXT);
      const image = answerImage(part);
      const tool = part.type === 'tool_call' ? part.name : null;
      return {
        kind: kindOf(part),
        text: piece?.text.toWellFormed() ?? null,
        more: piece?.next != null,
        characters: text?.length ?? null,
        tool,
        server: mcpServerOf(tool),
        call_id: part.type === 'tool_call' ? part.id : null,
        image: image === null ? null : imageOf(image, image.length),
      };
    }),
    stop: finish === null ? null : finish.reason === 'other' ? (finish.raw ?? 'other') : finish.reason,
    complete: said.ended && exchange.status !== 'running',
    error: error === null ? null : { code: error.code, message: error.message },
  };
}
