import { NotThisVocabulary } from '../not-this-vocabulary.ts';
import { makeJoints } from './joints.ts';
import { writePiecePack } from './pack.ts';
import { makePairTable, SLOT } from './pair-table.ts';
import { type PieceVocabulary, SPACE_MARK } from './vocabulary.ts';

const UNITS = 65_536;
const NO_TOKEN = -1;
const HALF = -2;

function isOneCharacter(text: string): boolean {
  const point = text.codePointAt(0);
  return point !== undefined && text.length === (point > 0xffff ? 2 : 1);
}

function isHalf(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xe000;
}

function firstCharacter(text: string): string {
  return text.slice(0, isOneCharacter(text.slice(0, 2)) ? 2 : 1);
}

function lastCharacter(text: string): string {
  return text.slice(isOneCharacter(text.slice(-2)) ? -2 : -1);
}

/** Tokens of characters: by unit, and of pairs of halves. */
function characterTables(texts: readonly (string | null)[]): { units: Int32Array; pairs: Int32Array } {
  const units = new Int32Array(UNITS).fill(NO_TOKEN);
  units.fill(HALF, 0xd800, 0xe000);
  const pairs: number[] = [];
  for (const [id, text] of texts.entries()) {
    if (text === null || !isOneCharacter(text)) continue;
    const unit = text.charCodeAt(0);
    if (text.length === 2) pairs.push(unit, text.charCodeAt(1), 0, id);
    else if (!isHalf(unit)) units[unit] = id;
  }
  const mark = units[SPACE_MARK.charCodeAt(0)] as number;
  if (mark === NO_TOKEN) throw new NotThisVocabulary('no_space_token', SPACE_MARK);
  units[0x20] = mark;
  return { units, pairs: makePairTable(Int32Array.from(pairs)) };
}

/** Which characters' tokens meet where two tokens are merged. */
function jointsOf({ texts, merges }: PieceVocabulary): [number, number][] {
  const idOf = new Map<string, number>();
  for (const [id, text] of texts.entries()) if (text !== null && isOneCharacter(text)) idOf.set(text, id);
  const seen = new Map<number, Set<number>>();
  for (let at = 0; at < merges.length; at += SLOT) {
    const left = idOf.get(lastCharacter(texts[merges[at] as number] ?? ''));
    const right = idOf.get(firstCharacter(texts[merges[at + 1] as number] ?? ''));
    // Texts are merged from characters: one with a character that is no token cannot come to be.
    if (left === undefined || right === undefined) continue;
    const after = seen.get(left) ?? new Set();
    seen.set(left, after.add(right));
  }
  return [...seen].flatMap(([left, after]) => [...after].map((right): [number, number] => [left, right]));
}

/** The tree of the added texts, and the units with which they begin. */
function addedTables(added: ReadonlyMap<string, number>): { added: Int32Array; begins: Int32Array } {
  const begins = new Int32Array(UNITS / 32);
  const nodes: Map<number, { token: number; next: number }>[] = [new Map()];
  for (const [text, token] of added) {
    const first = text.charCodeAt(0);
    begins[first >>> 5] = (begins[first >>> 5] as number) | (1 << (first & 31));
    let node = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      let edge = nodes[node]?.get(unit);
      if (edge === undefined) {
        edge = { token: NO_TOKEN, next: nodes.length };
        nodes[node]?.set(unit, edge);
        nodes.push(new Map());
      }
      if (i === text.length - 1) edge.token = token;
      node = edge.next;
    }
  }
  const entries = nodes.flatMap((edges, node) =>
    [...edges].flatMap(([unit, { token, next }]) => [node, unit, token, next]),
  );
  return { added: makePairTable(Int32Array.from(entries)), begins };
}

/** The pack of a vocabulary. Throws {@link NotThisVocabulary} where it has no token for a space. */
export function makePiecePack(vocabulary: PieceVocabulary): Uint8Array {
  return writePiecePack({
    ...characterTables(vocabulary.texts),
    ...addedTables(vocabulary.added),
    merges: makePairTable(vocabulary.merges),
    bytes: Int32Array.from(vocabulary.bytes),
    joints: makeJoints(jointsOf(vocabulary)),
    prefix: vocabulary.prefix,
  });
}
