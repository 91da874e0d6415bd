import { hash } from 'node:crypto';
import type { Block } from './port.ts';

/** 22 characters of base64url hold 132 bits: two texts that differ will not meet. */
const LENGTH = 22;

/** One letter a kind, in front of a block's hash, so that the hash covers the kind without copying the content. */
const KIND: Record<Block['kind'], string> = {
  system: 's',
  tool_schema: 'd',
  text: 't',
  image: 'i',
  reasoning: 'r',
  tool_call: 'c',
  tool_result: 'o',
  other: 'x',
};

/** SHA-256 of a text in UTF-8, shortened. */
export function shortHash(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, LENGTH);
}

/** Hash of what the model reads of a block: its kind and its content; not its place, ids or marks. */
export function blockHash(kind: Block['kind'], content: string): string {
  return KIND[kind] + shortHash(content);
}

/** What of a block goes into the id of its place; no two of them run into each other. */
export function placeText(role: string, envelope: string | null, block: string): string {
  return `${block}${role.length}:${role}${envelope?.length ?? ''}:${envelope ?? ''}`;
}

/** Id of a place in a conversation: `(parent, role, envelope, block)`, the last three as {@link placeText} has them. */
export function nodeIdOf(parent: string | null, place: string): string {
  return shortHash(`${parent ?? ''}/${place}`);
}
