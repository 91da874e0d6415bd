import { mcpServerOf } from '../../context/index.ts';
import type { Conversation, ConversationBlock } from '../../contract/index.ts';
import { pieceOf } from '../../exchange/index.ts';
import type { OutlineNode, StoredExchange } from '../../storage/index.ts';
import { type OutlineDeps, outlineOf } from '../context/counted-outline.ts';
import { composeOutline } from '../context/read-composition.ts';
import { imageOf } from './image.ts';
import { callIdsOf, captureOf, type Group, groupsOf, sharedBlocks, textStart } from './places.ts';
import { answerView, readKeptAnswer, TEXT } from './read-answer.ts';

/** UTF-16 units of text of one part of a conversation, one block at least. */
const MAX_TEXT = 256 * 1024;
/** Bytes of contents that are unpacked for it. */
const MAX_UNPACKED = 16 * 1024 * 1024;
/** What is read of a content: its text, and the name of a call's tool in front of it. */
const READ = TEXT + 512;

export interface ConversationPart {
  /** Where it begins; null: with what is new. */
  from: number | null;
  /** Blocks at most. */
  limit: number;
}

/**
 * Where a conversation is opened: at what is new, but behind the tools of a first turn; where nothing is new at its last
 * message.
 */
function opening(outline: readonly OutlineNode[], groups: readonly Group[], newFrom: number | null): number {
  if (newFrom === null) return groups.at(-1)?.from ?? 0;
  const read = outline.findIndex(({ block }, i) => i >= newFrom && block.kind !== 'tool_schema');
  return read < 0 ? newFrom : read;
}

/** How many blocks from one on are read together. */
function endOf(outline: readonly OutlineNode[], from: number, limit: number): number {
  let text = 0;
  let unpacked = 0;
  let end = from;
  while (end < outline.length && end - from < limit) {
    const { block } = outline[end] as OutlineNode;
    text += block.kind === 'image' ? 0 : Math.min(TEXT, Math.max(0, block.kept));
    unpacked += block.kept < 0 ? 0 : block.bytes;
    if (end > from && (text > MAX_TEXT || unpacked > MAX_UNPACKED)) break;
    end += 1;
  }
  return end;
}

type Text = Pick<ConversationBlock, 'kept' | 'text' | 'more' | 'image'>;

/** What is told of a content, by its beginning. */
function textOf(node: OutlineNode, content: string | null): Text {
  const { block } = node;
  if (content === null) return { kept: 'none', text: null, more: false, image: null };
  const all = content.length === block.kept;
  const kept = (all ? Buffer.byteLength(content) === block.bytes : block.kept * 3 >= block.bytes)
    ? 'full'
    : 'preview';
  if (block.kind === 'image') return { kept, text: null, more: false, image: imageOf(content, block.kept) };
  const start = textStart(node);
  const { text } = pieceOf(content.slice(start), 0, TEXT);
  return { kept, text, more: start + text.length < block.kept, image: null };
}

/** A part of an exchange's context, readable; what is new in it since `against` (null: all of it is) by default. */
export async function readConversation(
  deps: OutlineDeps,
  exchange: StoredExchange,
  against: StoredExchange | null,
  part: ConversationPart,
): Promise<Conversation> {
  const { store } = deps;
  const [outline, earlier, bodies] = await Promise.all([
    outlineOf(deps, exchange),
    against === null ? [] : outlineOf(deps, against),
    store.captured(exchange.id),
  ]);
  const { composed, counted, source } = await composeOutline(deps, exchange, outline, null);
  const groups = groupsOf(outline);
  const callIds = callIdsOf(outline);
  const shared = sharedBlocks(outline, earlier);
  const newFrom = shared < outline.length ? shared : null;
  const from = Math.min(part.from ?? opening(outline, groups, newFrom), outline.length);
  const end = endOf(outline, from, part.limit);
  const hashes = [...new Set(outline.slice(from, end).map(({ blockHash }) => blockHash))];
  const read = hashes.length === 0 ? [] : await store.contentsOf(hashes, READ);
  const contents = new Map(read.map(({ hash, content }) => [hash, content]));
  const tokensOf = (first: number, behind: number): number => {
    let sum = 0;
    for (let i = first; i < behind; i++) sum += composed.blocks[i]?.tokens ?? 0;
    return sum;
  };

  const blockAt = (i: number): ConversationBlock[] => {
    const node = outline[i];
    const weighed = composed.blocks[i];
    if (node === undefined || weighed === undefined) return [];
    const { kind, tool, bytes, hash } = node.block;
    return [
      {
        position: i,
        kind,
        role: node.role,
        tool,
        server: mcpServerOf(tool),
        call_id: callIds[i] ?? null,
        tokens: weighed.tokens,
        bytes,
        hash,
        repeats: weighed.repeats,
        ...textOf(node, contents.get(node.blockHash) ?? null),
      },
    ];
  };

  return {
    exchange_id: exchange.id,
    against: against?.id ?? null,
    capture: captureOf(outline, bodies.request),
    total_blocks: outline.length,
    tokens: composed.tokens,
    vocabulary: counted.vocabulary,
    source,
    new_from: newFrom,
    prefix: {
      blocks: shared,
      tokens: tokensOf(0, shared),
      messages: groups.filter(({ message, to }) => message !== null && to <= shared).length,
    },
    from,
    messages: groups
      .filter((group) => group.from < end && group.to > from)
      .map((group) => ({
        message: group.message,
        role: group.role,
        name: group.name,
        tokens: tokensOf(group.from, group.to),
        blocks: Array.from(
          { length: Math.min(group.to, end) - Math.max(group.from, from) },
          (_, i) => Math.max(group.from, from) + i,
        ).flatMap(blockAt),
      })),
    next: end < outline.length ? end : null,
    answer: answerView(await readKeptAnswer(deps, exchange), exchange),
  };
}
