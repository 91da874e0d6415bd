import type { Edit } from '../json/edit.ts';
import { removeMembers, setMember } from '../json/members.ts';
import { itemsOf, valueAt } from '../json/places.ts';
import { type ScannedObject, type Span, scanObject } from '../json/scan.ts';
import type { Quirks } from '../neutral/quirks.ts';
import { callId } from './call-ids.ts';
import { fieldsOf, listOf, textOf } from './wire.ts';

/** What of a conversation's messages may need a change. */
export interface MessageNeeds {
  /** Turns that called tools must carry their reasoning. */
  reasoning: boolean;
  /** Ids of calls must have the provider's form. */
  ids: boolean;
  /** An empty content beside calls must go. */
  content: boolean;
  /** Fields that the provider refuses. */
  refused: readonly string[];
}

/** What was done, once each: code → message. */
type Said = Map<string, string>;

interface Scanned {
  bytes: Buffer;
  /** The message's own bytes, and where they begin in the body. */
  own: Buffer;
  base: number;
  object: ScannedObject;
}

function member({ own, object }: Scanned, key: string): unknown {
  const span = object.members.get(key);
  return span === undefined ? undefined : valueAt(own, span);
}

function absolute({ base }: Scanned, span: Span): Span {
  return { start: base + span.start, end: base + span.end };
}

/** Whether a text says anything: providers take an empty one for none. */
function says(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function amendReasoning(
  message: Scanned,
  calls: unknown[],
  quirks: Quirks,
  remembered: (callId: string) => string | null,
  said: Said,
): Edit[] {
  const field = 'reasoning_content';
  const own = member(message, field);
  if (says(own) || own === quirks.reasoningStandIn) return [];
  const other = member(message, 'reasoning');
  if (says(other)) return [setMember(message.object, field, other, message.base)];
  for (const call of calls) {
    const id = textOf(fieldsOf(call).id);
    const known = id === undefined ? null : remembered(id);
    if (!says(known)) continue;
    said.set(
      'reasoning_restored',
      `${field} of earlier turns, which the client left out, was put back: the provider wants it`,
    );
    return [setMember(message.object, field, known, message.base)];
  }
  if (quirks.reasoningStandIn === null) return [];
  said.set(
    'reasoning_stand_in',
    `${field} of an earlier turn is not known any more; the provider wants some, and got a stand-in`,
  );
  return [setMember(message.object, field, quirks.reasoningStandIn, message.base)];
}

function amendIds(message: Scanned, quirks: Quirks, said: Said): Edit[] {
  const edits: Edit[] = [];
  const map = (span: Span): void => {
    const id = valueAt(message.bytes, span);
    if (typeof id !== 'string' || id === '') return;
    const sent = callId(id, quirks.toolCallIds);
    if (sent === id) return;
    edits.push({ ...span, text: JSON.stringify(sent) });
    said.set(
      'call_ids_mapped',
      'ids of tool calls were written in the form that the provider takes, in calls and results alike',
    );
  };
  const result = message.object.members.get('tool_call_id');
  if (result !== undefined) map(absolute(message, result));
  const list = message.object.members.get('tool_calls');
  if (list === undefined) return edits;
  for (const call of itemsOf(message.bytes, absolute(message, list))) {
    const id = scanObject(message.bytes.subarray(call.start, call.end))?.members.get('id');
    if (id !== undefined) map({ start: call.start + id.start, end: call.start + id.end });
  }
  return edits;
}

function fieldsToDrop(message: Scanned, needs: MessageNeeds, calls: unknown[], said: Said): string[] {
  const role = member(message, 'role');
  const dropped = needs.refused.filter(
    (field) => message.object.members.has(field) && !(field === 'name' && role === 'tool'),
  );
  if (dropped.length > 0)
    said.set(
      'message_fields_left_out',
      `${needs.refused.join(', ')} in messages: left out, since the provider refuses them`,
    );
  if (needs.content && calls.length > 0 && member(message, 'content') === '') dropped.push('content');
  return dropped;
}

/** The edits that one message needs. */
export function amendMessage(
  bytes: Buffer,
  place: Span,
  quirks: Quirks,
  needs: MessageNeeds,
  remembered: (callId: string) => string | null,
  said: Said,
): Edit[] {
  const own = bytes.subarray(place.start, place.end);
  const calling = own.includes('"tool_calls"');
  const concerned =
    calling ||
    (needs.ids && own.includes('"tool_call_id"')) ||
    needs.refused.some((field) => own.includes(`"${field}"`));
  if (!concerned) return [];
  const object = scanObject(own);
  if (object === null) return [];
  const message: Scanned = { bytes, own, base: place.start, object };
  const assistant = member(message, 'role') === 'assistant';
  const calls = calling && assistant ? listOf(member(message, 'tool_calls')) : [];
  const edits = removeMembers(own, object, fieldsToDrop(message, needs, calls, said), place.start);
  if (needs.reasoning && calls.length > 0)
    edits.push(...amendReasoning(message, calls, quirks, remembered, said));
  if (needs.ids) edits.push(...amendIds(message, quirks, said));
  return edits;
}
