import type { Growing } from '../context/index.ts';
import { amendedRequest, type Edit, type ParsedRequest } from '../protocols/index.ts';
import type { Flight } from './flight.ts';

/** Whether any of these edits is within what has blocks; a glance, for most of them are of other fields. */
function touchesBlocks(edits: readonly Edit[], { scanned }: ParsedRequest, growing: Growing | null): boolean {
  if (growing === null) return true;
  const spans = [growing.list, ...growing.fixed].flatMap((key) => scanned?.members.get(key) ?? []);
  return edits.some((edit) => spans.some(({ start, end }) => edit.start < end && edit.end > start));
}

/** The request as it went up, where its blocks may not be those that the client sent; null: they are. */
export function sentInstead({ edits, request, match }: Flight): ParsedRequest | null {
  if (edits === null || request === null || match.target.type !== 'operation') return null;
  if (!touchesBlocks(edits, request, match.target.operation.growing)) return null;
  return amendedRequest(request, edits);
}

/** Whether two attempts sent the same. */
export function sameEdits(a: readonly Edit[] | null, b: readonly Edit[] | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.length === b.length &&
    a.every(({ start, end, text }, i) => {
      const other = b[i];
      return other?.start === start && other.end === end && other.text === text;
    })
  );
}
