import type { PartStart } from '../neutral/answer.ts';
import type { Citation, Fields, Part, Seal } from '../neutral/parts.ts';
import { sealText } from '../neutral/seals.ts';
import { argumentsIn, builtinOfType } from './builtins.ts';
import { itemIdOf } from './ids.ts';
import { named, OWN } from './wire.ts';

/** An event without its number. */
export type Body = { type: string } & Fields;

/** An item of an answer while it is written. Events come in the order in which OpenAI sends them. */
export interface OpenItem {
  /** The item as it begins. */
  readonly begun: Fields;
  /** Events that follow `output_item.added`. */
  begin(): Body[];
  delta(text: string): Body[];
  cite(citation: Citation): Body[];
  /** Events before `output_item.done`, and the item as it is then. */
  end(seal: Seal | null): { events: Body[]; item: Fields };
}

/** Where an item stands in its response. */
export interface Place {
  exchangeId: string;
  index: number;
}

interface At {
  item_id: string;
  output_index: number;
}

function annotationOf({ url, title, start, end }: Citation): Fields {
  return { type: 'url_citation', url, title: title ?? url, start_index: start ?? 0, end_index: end ?? 0 };
}

function textItem(at: At): OpenItem {
  const where = { ...at, content_index: 0 };
  const annotations: Fields[] = [];
  let text = '';
  const part = (): Fields => ({ type: 'output_text', text, annotations: [...annotations], logprobs: [] });
  const item = (status: string, content: Fields[]): Fields => ({
    id: at.item_id,
    type: 'message',
    status,
    role: 'assistant',
    content,
  });
  return {
    begun: item('in_progress', []),
    begin: () => [{ type: 'response.content_part.added', ...where, part: part() }],
    delta(more) {
      text += more;
      return [{ type: 'response.output_text.delta', ...where, delta: more, logprobs: [] }];
    },
    cite(citation) {
      const annotation = annotationOf(citation);
      annotations.push(annotation);
      const place = { ...where, annotation_index: annotations.length - 1 };
      return [{ type: 'response.output_text.annotation.added', ...place, annotation }];
    },
    end: () => ({
      events: [
        { type: 'response.output_text.done', ...where, text, logprobs: [] },
        { type: 'response.content_part.done', ...where, part: part() },
      ],
      item: item('completed', [part()]),
    }),
  };
}

function refusalItem(at: At): OpenItem {
  const where = { ...at, content_index: 0 };
  let refusal = '';
  const part = (): Fields => ({ type: 'refusal', refusal });
  const item = (status: string, content: Fields[]): Fields => ({
    id: at.item_id,
    type: 'message',
    status,
    role: 'assistant',
    content,
  });
  return {
    begun: item('in_progress', []),
    begin: () => [{ type: 'response.content_part.added', ...where, part: part() }],
    delta(more) {
      refusal += more;
      return [{ type: 'response.refusal.delta', ...where, delta: more }];
    },
    cite: () => [],
    end: () => ({
      events: [
        { type: 'response.refusal.done', ...where, refusal },
        { type: 'response.content_part.done', ...where, part: part() },
      ],
      item: item('completed', [part()]),
    }),
  };
}

/**
 * A seal as an item's encrypted content: as its maker wrote it where the item has the id that it was made for (OpenAI
 * checks that), else as text of ours.
 */
function encrypted(seal: Seal, itemId: string): string {
  const own = seal.protocol === OWN && seal.kind === 'encrypted';
  return own && (seal.id === undefined || seal.id === itemId) ? seal.value : sealText(seal);
}

/**
 * Reasoning, a summary of it or not, goes into the summary: in the content, Vercel's SDK and LangChain neither see it nor
 * hand it back, and Codex shows it only where `show_raw_agent_reasoning` is on.
 */
function reasoningItem(at: At): OpenItem {
  let text = '';
  let begun = false;
  const part = (words: string): Fields => ({ type: 'summary_text', text: words });
  const where = { ...at, summary_index: 0 };
  const event = 'response.reasoning_summary';
  const item = (done: boolean): Fields => ({
    id: at.item_id,
    type: 'reasoning',
    summary: done && begun ? [part(text)] : [],
  });
  return {
    begun: item(false),
    begin: () => [],
    delta(more) {
      const first: Body[] = begun ? [] : [{ type: `${event}_part.added`, ...where, part: part('') }];
      begun = true;
      text += more;
      return [...first, { type: `${event}_text.delta`, ...where, delta: more }];
    },
    cite: () => [],
    end: (seal) => ({
      events: begun
        ? [
            { type: `${event}_text.done`, ...where, text },
            { type: `${event}_part.done`, ...where, part: part(text) },
          ]
        : [],
      item: { ...item(true), ...(seal === null ? {} : { encrypted_content: encrypted(seal, at.item_id) }) },
    }),
  };
}

type CallStart = Extract<PartStart, { type: 'tool_call' }>;

function functionItem(at: At, start: CallStart, name: Fields): OpenItem {
  let args = '';
  const item = (status: string): Fields => ({
    id: at.item_id,
    type: 'function_call',
    status,
    arguments: args,
    call_id: start.id,
    ...name,
  });
  const delta = (more: string): Body[] => {
    args += more;
    return [{ type: 'response.function_call_arguments.delta', ...at, delta: more }];
  };
  return {
    begun: item('in_progress'),
    begin: () => [],
    delta,
    cite: () => [],
    end: () => {
      const events = args === '' ? delta('{}') : [];
      const done = { ...at, name: name.name, arguments: args };
      return {
        events: [...events, { type: 'response.function_call_arguments.done', ...done }],
        item: item('completed'),
      };
    },
  };
}

function customItem(at: At, start: CallStart, name: Fields): OpenItem {
  let input = '';
  const item = (status: string): Fields => ({
    id: at.item_id,
    type: 'custom_tool_call',
    status,
    call_id: start.id,
    input,
    ...name,
  });
  return {
    begun: item('in_progress'),
    begin: () => [],
    delta(more) {
      input += more;
      return [{ type: 'response.custom_tool_call_input.delta', ...at, delta: more }];
    },
    cite: () => [],
    end: () => ({
      events: [{ type: 'response.custom_tool_call_input.done', ...at, input }],
      item: item('completed'),
    }),
  };
}

/** A call of a tool that has its own item: there are no events for pieces of its arguments. */
function builtinItem(at: At, start: CallStart, type: unknown): OpenItem | null {
  const builtin = builtinOfType(type);
  if (builtin === undefined) return null;
  let args = '';
  const item = (status: string): Fields => ({
    id: at.item_id,
    type: builtin.call,
    status,
    call_id: start.id,
    ...builtin.itemOf(argumentsIn(args)),
  });
  return {
    begun: item('in_progress'),
    begin: () => [],
    delta(more) {
      args += more;
      return [];
    },
    cite: () => [],
    end: () => ({ events: [], item: item('completed') }),
  };
}

/** An item that comes whole. */
function wholeItem(item: Fields): OpenItem {
  return {
    begun: { ...item, ...('status' in item ? { status: 'in_progress' } : {}) },
    begin: () => [],
    delta: () => [],
    cite: () => [],
    end: () => ({ events: [], item }),
  };
}

function imageItem(at: At, part: Part): OpenItem | null {
  if (part.type !== 'image' || part.source.kind !== 'base64') return null;
  const { data, mediaType } = part.source;
  return wholeItem({
    id: at.item_id,
    type: 'image_generation_call',
    status: 'completed',
    output_format: mediaType.slice(mediaType.indexOf('/') + 1),
    result: data,
  });
}

const PREFIXES = { text: 'msg', refusal: 'msg', reasoning: 'rs', tool_call: 'fc', whole: 'ig' } as const;

/** Begins an item for a part; null where a client of this protocol can be given none. `origins`: see `toolOrigins`. */
export function openItem(
  start: PartStart,
  place: Place,
  origins: ReadonlyMap<string, Fields>,
): OpenItem | null {
  const origin = start.type === 'tool_call' ? (origins.get(start.name) ?? {}) : {};
  const custom = start.type === 'tool_call' && start.custom === true;
  const prefix = custom ? 'ctc' : (builtinOfType(origin.type)?.prefix ?? PREFIXES[start.type]);
  const at: At = { item_id: itemIdOf(prefix, place.exchangeId, place.index), output_index: place.index };
  switch (start.type) {
    case 'text':
      return textItem(at);
    case 'refusal':
      return refusalItem(at);
    case 'reasoning':
      return reasoningItem(at);
    case 'tool_call': {
      const own = named(origin.name);
      const space = named(origin.namespace);
      const name =
        own === undefined || space === undefined ? { name: start.name } : { name: own, namespace: space };
      if (custom) return customItem(at, start, name);
      return builtinItem(at, start, origin.type) ?? functionItem(at, start, name);
    }
    case 'whole': {
      const { part } = start;
      if (part.type === 'other' && part.protocol === OWN) return wholeItem({ id: at.item_id, ...part.value });
      return imageItem(at, part);
    }
  }
}
