import type { Edit } from '../json/edit.ts';
import { removeMembers, renameMember } from '../json/members.ts';
import { itemsOf, valueAt } from '../json/places.ts';
import { type ScannedObject, type Span, scanObject } from '../json/scan.ts';
import type { Quirks } from '../neutral/quirks.ts';
import type { Amended, ParsedRequest } from '../protocol.ts';
import { amendMessage, type MessageNeeds } from './amend-message.ts';
import { moonshotSchema } from './moonshot-schema.ts';
import { fieldsOf, isFields } from './wire.ts';

/** Fields that the provider knows by another name. */
function namesOf(quirks: Quirks): Map<string, string> {
  return new Map([
    ['max_completion_tokens', quirks.maxTokensField],
    ['seed', quirks.seedField],
  ]);
}

function amendFields(bytes: Buffer, scanned: ScannedObject, quirks: Quirks, out: Amended): void {
  const found = quirks.refusedFields.filter((field) => scanned.members.has(field));
  if (found.length === 0) return;
  const names = namesOf(quirks);
  const removed: string[] = [];
  for (const field of found) {
    const span = scanned.members.get(field) as Span;
    const name = names.get(field) ?? field;
    if (name === field || scanned.members.has(name)) {
      removed.push(field);
      continue;
    }
    out.edits.push(renameMember(bytes, span, name));
    out.notes.push({
      code: 'field_renamed',
      message: `${field} was sent as ${name}, as the provider calls it`,
    });
  }
  out.edits.push(...removeMembers(bytes, scanned, removed));
  for (const field of removed)
    out.notes.push({ code: 'field_left_out', message: `${field} was left out: the provider refuses it` });
}

function hasTuple(bytes: Buffer): boolean {
  const key = '"items"';
  for (let at = bytes.indexOf(key); at >= 0; at = bytes.indexOf(key, at + 1)) {
    const behind = bytes.toString('latin1', at + key.length, at + key.length + 24);
    if (/^\s*:\s*\[/.test(behind)) return true;
  }
  return false;
}

/** The place of a tool's schema, and the schema as the provider takes it; null where it does so already. */
function amendSchema(bytes: Buffer, tool: Span): Edit | null {
  const outer = scanObject(bytes.subarray(tool.start, tool.end));
  const inner = outer?.members.get('function');
  if (inner === undefined) return null;
  const base = tool.start + inner.start;
  const span = scanObject(bytes.subarray(base, tool.start + inner.end))?.members.get('parameters');
  if (span === undefined) return null;
  const place = { start: base + span.start, end: base + span.end };
  const schema = valueAt(bytes, place);
  if (!isFields(schema)) return null;
  const written = moonshotSchema(schema);
  return written === schema ? null : { ...place, text: JSON.stringify(written) };
}

function amendTools(bytes: Buffer, tools: Span | undefined, quirks: Quirks, out: Amended): void {
  if (quirks.schemas !== 'moonshot' || tools === undefined) return;
  const all = bytes.subarray(tools.start, tools.end);
  if (!all.includes('"anyOf"') && !hasTuple(all)) return;
  let changed = 0;
  for (const tool of itemsOf(bytes, tools)) {
    const own = bytes.subarray(tool.start, tool.end);
    if (!own.includes('"anyOf"') && !hasTuple(own)) continue;
    const edit = amendSchema(bytes, tool);
    if (edit === null) continue;
    out.edits.push(edit);
    changed++;
  }
  if (changed > 0)
    out.notes.push({
      code: 'schema_rewritten',
      message: `the schemas of ${changed} tools were written as the provider takes them: "type" in the branches of "anyOf", tuples as "prefixItems"`,
    });
}

const EMPTY_CONTENT = ['"content":""', '"content": ""'];

/** What the messages need, by a glance at their bytes; null: nothing. */
function needsOf(request: ParsedRequest, messages: Buffer, quirks: Quirks): MessageNeeds | null {
  // A provider that takes everything costs no look: that of a long conversation takes a fifth of a ms before it is sent.
  const asksForCalls =
    quirks.toolCallIds === 'mistral' || quirks.omitEmptyContent || quirks.reasoningRequired;
  const calls = asksForCalls && messages.includes('"tool_calls"');
  const ids = quirks.toolCallIds === 'mistral' && (calls || messages.includes('"tool_call_id"'));
  const refused = quirks.refusedMessageFields.filter((field) => messages.includes(`"${field}"`));
  const content = calls && quirks.omitEmptyContent && EMPTY_CONTENT.some((text) => messages.includes(text));
  let reasoning = calls && quirks.reasoningRequired;
  const thinking = request.scanned?.members.get('thinking');
  if (reasoning && thinking !== undefined)
    reasoning = fieldsOf(valueAt(request.bytes, thinking)).type !== 'disabled';
  return reasoning || ids || content || refused.length > 0 ? { reasoning, ids, content, refused } : null;
}

/**
 * What a request in the provider's own protocol needs before the provider takes it; null, nearly always, where it
 * needs nothing. The body is not parsed: it is scanned, and only messages and tools that may need something are looked
 * into. All other bytes stay. The edits touch `stream_options` where the provider refuses it: it must not be edited
 * besides. `remembered`: the reasoning that the model gave with a call, where it is known.
 */
export function amendChat(
  request: ParsedRequest,
  quirks: Quirks,
  remembered: (callId: string) => string | null,
): Amended | null {
  const { bytes, scanned } = request;
  if (scanned === null) return null;
  const out: Amended = { edits: [], notes: [] };
  amendFields(bytes, scanned, quirks, out);
  amendTools(bytes, scanned.members.get('tools'), quirks, out);
  const list = scanned.members.get('messages');
  const needs = list === undefined ? null : needsOf(request, bytes.subarray(list.start, list.end), quirks);
  if (list !== undefined && needs !== null) {
    const said = new Map<string, string>();
    for (const message of itemsOf(bytes, list))
      out.edits.push(...amendMessage(bytes, message, quirks, needs, remembered, said));
    for (const [code, text] of said) out.notes.push({ code, message: text });
  }
  return out.edits.length === 0 ? null : out;
}
