import { envelopeOf, segmentsOf } from './envelope.ts';
import { isConversation, placeBlocks } from './place.ts';
import type { Block, PlacedContext } from './port.ts';
import { type Samples, samplesOf, sharedAtMost } from './samples.ts';

/** Bytes `[start, end)` of a body. */
interface Span {
  start: number;
  end: number;
}

/** How a protocol's request grows from turn to turn: one list of messages gets longer, the rest stays. */
export interface Growing {
  /** Top-level key of the list. */
  list: string;
  /** Top-level keys of what else has blocks: they must not have changed. */
  fixed: readonly string[];
  /** Where the messages of the list's bytes end, from a place behind `[` or behind a message on. */
  ends(list: Buffer, from: number): number[];
  /**
   * Blocks of messages that follow others. `state` is what earlier calls for the same conversation left there; the
   * first call gets a new one.
   */
  more(messages: unknown[], state: GrowthState): Block[];
  /** Blocks of everything but the list. */
  rest(body: unknown): Block[];
}

/** What reading messages must know of those before them. */
export interface GrowthState {
  /** Messages before. */
  messages: number;
  /** Tools by the ids of their calls. */
  toolNames: Map<string, string>;
}

/** A body's bytes with its top-level members. */
export interface ScannedBody {
  bytes: Buffer;
  members: ReadonlyMap<string, Span>;
}

/** A body read: its blocks at their places. The contents of blocks that were known before may be empty. */
export interface ReadContext {
  placed: PlacedContext;
  /** The body without the texts of its blocks; null where it was not asked for. */
  envelope: Uint8Array | null;
}

/** What was read up to the end of one message. */
interface Stage {
  /** End of the message in the list's bytes. */
  end: number;
  blocks: number;
  conversation: number;
}

interface Memo {
  body: ScannedBody;
  growing: Growing;
  /** The list from its opening bracket to the end of its last message. */
  list: Buffer;
  samples: Samples;
  placed: PlacedContext;
  /** Blocks that are not of the list. */
  rest: number;
  toolNames: Map<string, string>;
  /** One a message. */
  stages: Stage[];
  /** Segments of the envelope, one buffer a message; null where no envelope was asked for. */
  segments: Buffer[] | null;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function bytesOf(body: ScannedBody, key: string): Buffer | null {
  const span = body.members.get(key);
  return span === undefined ? null : body.bytes.subarray(span.start, span.end);
}

function same(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}

/** The list without its closing bracket and the space before that. */
function openList(body: ScannedBody, key: string): Buffer | null {
  const span = body.members.get(key);
  if (span === undefined || body.bytes[span.start] !== 0x5b) return null;
  let end = span.end - 1;
  while (isSpace(body.bytes[end - 1])) end--;
  return body.bytes.subarray(span.start, end);
}

/** How many of a memo's messages a list begins with. */
function sharedMessages(list: Buffer, memo: Memo): number {
  const { stages } = memo;
  let low = 0;
  let high = stages.length;
  // A conversation mostly goes on: all of it is looked at first. Each step compares only what the one before has not.
  let middle = high;
  while (low < high) {
    const from = stages[low - 1]?.end ?? 0;
    const end = stages[middle - 1]?.end ?? 0;
    const isSame = end <= list.length && list.compare(memo.list, from, end, from, end) === 0;
    if (isSame) low = middle;
    else high = middle - 1;
    middle = (low + high + 1) >> 1;
  }
  return low;
}

/** The messages behind a place in a list. Throws a SyntaxError where they are no JSON. */
function messagesBehind(list: Buffer, end: number): unknown[] {
  const rest = list.toString('utf8', end).trim();
  return rest === '' ? [] : (JSON.parse(`[${rest.slice(1)}]`) as unknown[]);
}

/** A context as it was up to a stage. */
function upTo(memo: Memo, stage: Stage): PlacedContext {
  const blocks = memo.placed.blocks.slice(0, stage.blocks);
  const conversation = memo.placed.conversation.slice(0, stage.conversation);
  const system = blocks.some((block) => block.kind === 'system');
  return {
    blocks,
    conversation,
    head: blocks.at(-1)?.nodeId ?? null,
    systemHash: system ? memo.placed.systemHash : null,
  };
}

/** Whether behind a message the list ends or goes on: a number may be a longer one's beginning. */
function endsThere(list: Buffer, end: number): boolean {
  const next = list[end];
  return next === undefined || next === 0x2c || isSpace(next);
}

/** Bodies remembered at most. */
const MOST = 64;

/**
 * Reads large bodies by what is new in them. Coding agents send a conversation again each turn, with some messages
 * more: where a body's list of messages begins with the bytes of messages that were read before, only the bytes
 * behind them are parsed, hashed and put into the envelope. Measured on 775 KB: 4 ms for the whole, 0.2 ms for a turn.
 */
export class GrowthReader {
  private readonly memos: Memo[] = [];
  private bytes = 0;
  private readonly limit: number;

  /** `limit`: bytes of bodies kept for comparison. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /**
   * Reads what is new in a body, where its beginning was read before and `known` says that the place where it goes on
   * is still known; else null: read it whole then, and `learn` it. Throws a SyntaxError where what is new is no JSON.
   */
  read(
    body: ScannedBody,
    growing: Growing,
    options: { known: (head: string) => boolean; envelope: boolean },
  ): ReadContext | null {
    const list = openList(body, growing.list);
    if (list === null) return null;
    const samples = samplesOf(list);
    const found = this.closest(body, growing, list, samples);
    if (found === null || (options.envelope && found.memo.segments === null)) return null;
    const { memo, stage, messages: shared } = found;
    const before = upTo(memo, stage);
    if (before.head === null || !options.known(before.head)) return null;
    const messages = messagesBehind(list, stage.end);
    const state: GrowthState = { messages: shared, toolNames: memo.toolNames };
    const placed = placeBlocks(growing.more(messages, state), before);
    // What goes on from most of it takes its place; a fork from its beginning stands beside it.
    if (stage.end * 2 >= memo.list.length) this.forget(memo);
    return this.keep(
      {
        ...memo,
        body,
        list,
        samples,
        placed,
        stages: memo.stages.slice(0, shared),
        segments: memo.segments?.slice(0, shared) ?? null,
      },
      stage.end,
      options.envelope,
    );
  }

  /** Reads a parsed body whole, and remembers it for the next turn. */
  learn(body: ScannedBody, growing: Growing, parsed: unknown, options: { envelope: boolean }): ReadContext {
    const toolNames = new Map<string, string>();
    const messages = (parsed as Record<string, unknown>)[growing.list];
    const all = Array.isArray(messages) ? (messages as unknown[]) : [];
    const rest = growing.rest(parsed);
    const placed = placeBlocks(rest.concat(growing.more(all, { messages: 0, toolNames })));
    const list = openList(body, growing.list) ?? Buffer.alloc(0);
    const samples = samplesOf(list);
    const known = { body, growing, list, samples, placed, rest: rest.length };
    return this.keep({ ...known, toolNames, stages: [], segments: [] }, 1, options.envelope);
  }

  /** Forgets everything: what was taken to be stored may not be. */
  clear(): void {
    this.memos.length = 0;
    this.bytes = 0;
  }

  /** The memo that shares the most messages with a list: those are compared that can, the most promising first. */
  private closest(
    body: ScannedBody,
    growing: Growing,
    list: Buffer,
    samples: Samples,
  ): { memo: Memo; stage: Stage; messages: number } | null {
    let best: { memo: Memo; stage: Stage; messages: number } | null = null;
    const able = this.memos
      .filter((memo) => memo.growing === growing)
      .map((memo) => ({ memo, most: sharedAtMost(samples, memo.samples) }))
      .sort((a, b) => b.most - a.most);
    for (const { memo, most } of able) {
      if (best !== null && most <= best.stage.end) break;
      let messages = sharedMessages(list, memo);
      if (messages > 0 && !endsThere(list, memo.stages[messages - 1]?.end ?? 0)) messages--;
      const stage = memo.stages[messages - 1];
      if (stage === undefined || stage.end <= (best?.stage.end ?? 0)) continue;
      if (!growing.fixed.every((key) => same(bytesOf(body, key), bytesOf(memo.body, key)))) continue;
      best = { memo, stage, messages };
    }
    return best;
  }

  /** Adds the stages and segments of what is behind `from`, and remembers the memo. */
  private keep(memo: Memo, from: number, wanted: boolean): ReadContext {
    const { placed } = memo;
    const ends = memo.growing.ends(memo.list, from);
    const stages = [...memo.stages, ...stagesOf(memo, ends)];
    const segments =
      wanted && memo.segments !== null ? [...memo.segments, ...segmentsFrom(memo, from, stages)] : null;
    const next = { ...memo, stages, segments, placed: withoutContents(placed) };
    this.memos.unshift(next);
    this.bytes += memo.body.bytes.length;
    while (this.bytes > this.limit || this.memos.length > MOST)
      this.bytes -= this.memos.pop()?.body.bytes.length ?? this.bytes;
    return { placed, envelope: segments === null ? null : wholeOf({ ...memo, stages }, segments) };
  }

  private forget(memo: Memo): void {
    const at = this.memos.indexOf(memo);
    if (at < 0) return;
    this.memos.splice(at, 1);
    this.bytes -= memo.body.bytes.length;
  }
}

/** Stages of the messages that end at these places, the last of the list. */
function stagesOf({ placed, stages, rest }: Memo, ends: number[]): Stage[] {
  const { blocks, conversation } = placed;
  let at = stages.at(-1)?.blocks ?? rest;
  let talk = stages.at(-1)?.conversation ?? 0;
  return ends.map((end, i) => {
    const message = stages.length + i;
    const before = at;
    while (at < blocks.length && (blocks[at]?.message ?? 0) <= message) at++;
    if (blocks.slice(before, at).some(isConversation)) talk++;
    return { end, blocks: at, conversation: Math.min(talk, conversation.length) };
  });
}

/** Segments of the messages behind `from`, one buffer each. */
function segmentsFrom({ list, placed, stages, rest }: Memo, from: number, all: Stage[]): Buffer[] {
  let start = stages.length === 0 ? 0 : from;
  let first = stages.at(-1)?.blocks ?? rest;
  return all.slice(stages.length).map(({ end, blocks }) => {
    const segments = segmentsOf(list.subarray(start, end), placed, { from: first, to: blocks });
    start = end;
    first = blocks;
    return segments;
  });
}

/** The envelope: what is before and behind the messages is small, and made each time. */
function wholeOf({ body, placed, rest, growing, stages }: Memo, segments: Buffer[]): Uint8Array {
  const start = body.members.get(growing.list)?.start ?? 0;
  const range = { from: 0, to: rest };
  const end = start + (stages.at(-1)?.end ?? 0);
  const lead = segmentsOf(body.bytes.subarray(0, start), placed, range);
  const tail = segmentsOf(body.bytes.subarray(end), placed, range);
  return envelopeOf([lead, ...segments, tail]);
}

/** Known blocks need no texts: they would keep whole conversations in memory a second time. */
function withoutContents(placed: PlacedContext): PlacedContext {
  return {
    ...placed,
    blocks: placed.blocks.map((block) =>
      block.message < 0 || block.content === '' ? block : { ...block, content: '' },
    ),
  };
}
