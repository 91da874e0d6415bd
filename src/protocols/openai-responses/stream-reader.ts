import type { AnswerEvent, PartStart } from '../neutral/answer.ts';
import type { SseEvent, StreamReader } from '../neutral/conversion.ts';
import type { Citation, Fields } from '../neutral/parts.ts';
import {
  answerReasoning,
  callOf,
  citationOf,
  citationsIn,
  finishOf,
  streamError,
  wholePart,
} from './read-output.ts';
import { PARAGRAPH } from './reasoning.ts';
import { normaliseUsage } from './usage.ts';
import { fieldsOf, isObject, listOf, named, numberOf, parsed } from './wire.ts';

/** A part that has begun. */
interface OpenPart {
  index: number;
  /** Whether any of its text has been given. */
  said: boolean;
  citations: number;
  ended: boolean;
}

/** Items open at once beyond this are no answer of a model. */
const MAX_ITEMS = 10_000;

class Reader implements StreamReader {
  private readonly parts = new Map<string, OpenPart>();
  /** Parts of each item, in the order in which they began. */
  private readonly items = new Map<string, OpenPart[]>();
  private readonly done = new Set<string>();
  private readonly keys = new Map<string, string>();
  private out: AnswerEvent[] = [];
  private next = 0;
  private called = false;
  private refused = false;
  private over = false;

  push({ event, data }: SseEvent): AnswerEvent[] {
    this.out = [];
    const value = parsed(data);
    if (isObject(value) && !this.over) this.take(value, named(value.type) ?? event ?? '');
    return this.out;
  }

  end(): AnswerEvent[] {
    return [];
  }

  private take(event: Fields, type: string): void {
    switch (type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        this.start(fieldsOf(event.response));
        break;
      case 'response.output_item.added':
        this.itemAdded(event);
        break;
      case 'response.output_item.done':
        this.itemDone(this.keyOf(event), fieldsOf(event.item));
        break;
      case 'response.content_part.added':
        this.contentAdded(event);
        break;
      case 'response.content_part.done':
        this.contentDone(event);
        break;
      case 'response.output_text.delta':
        this.say(event, 'text', event.delta);
        break;
      case 'response.output_text.done':
        this.complete(event, 'text', event.text);
        break;
      case 'response.refusal.delta':
        this.say(event, 'refusal', event.delta);
        break;
      case 'response.refusal.done':
        this.complete(event, 'refusal', event.refusal);
        break;
      case 'response.output_text.annotation.added':
        this.cite(this.part(event, 'text'), citationOf(event.annotation));
        break;
      case 'response.reasoning_summary_part.added':
        this.paragraph(event, 'summary', event.summary_index);
        break;
      case 'response.reasoning_summary_text.delta':
        this.say(event, 'summary', event.delta);
        break;
      case 'response.reasoning_text.delta':
        this.say(event, 'reasoning', event.delta);
        break;
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        this.say(event, 'call', event.delta);
        break;
      case 'response.completed':
      case 'response.incomplete':
        this.finish(fieldsOf(event.response));
        break;
      case 'response.failed':
        this.fail(fieldsOf(event.response));
        break;
      case 'error':
        this.fail(event);
        break;
      default:
        // Some providers send an error without a type.
        if (isObject(event.error)) this.fail(event);
    }
  }

  private start(response: Fields): void {
    this.out.push({
      type: 'start',
      id: named(response.id) ?? null,
      model: named(response.model) ?? null,
      created: numberOf(response.created_at) ?? null,
    });
  }

  /** The item that an event is of: by its id where that is known, by its place, or by its id alone. */
  private keyOf(event: Fields): string {
    const id = named(event.item_id) ?? named(fieldsOf(event.item).id);
    const known = id === undefined ? undefined : this.keys.get(id);
    if (known !== undefined) return known;
    const place = numberOf(event.output_index);
    const key = place === undefined ? (id ?? '#0') : `#${place}`;
    this.name(id, key);
    return key;
  }

  private name(id: string | undefined, key: string): void {
    if (id !== undefined && this.keys.size < MAX_ITEMS) this.keys.set(id, key);
  }

  private open(key: string, slot: string, start: PartStart): OpenPart {
    const name = `${key}/${slot}`;
    const known = this.parts.get(name);
    if (known !== undefined) return known;
    const part: OpenPart = { index: this.next++, said: false, citations: 0, ended: false };
    this.parts.set(name, part);
    const list = this.items.get(key);
    if (list === undefined) this.items.set(key, [part]);
    else list.push(part);
    this.out.push({ type: 'part_start', index: part.index, part: start });
    return part;
  }

  private part(event: Fields, kind: 'text' | 'refusal' | 'summary' | 'reasoning' | 'call'): OpenPart {
    const key = this.keyOf(event);
    if (kind === 'summary') return this.open(key, kind, { type: 'reasoning', summary: true });
    if (kind === 'reasoning') return this.open(key, kind, { type: 'reasoning' });
    if (kind === 'call') {
      this.called = true;
      return this.open(key, kind, { type: 'tool_call', id: named(event.item_id) ?? 'call_0', name: '' });
    }
    if (kind === 'refusal') this.refused = true;
    return this.open(key, String(numberOf(event.content_index) ?? 0), { type: kind });
  }

  private delta(part: OpenPart, text: unknown): void {
    if (typeof text !== 'string' || text === '' || part.ended) return;
    part.said = true;
    this.out.push({ type: 'delta', index: part.index, text });
  }

  private say(event: Fields, kind: Parameters<Reader['part']>[1], text: unknown): void {
    this.delta(this.part(event, kind), text);
  }

  /** A whole text, from a provider that has sent no delta of it. */
  private complete(event: Fields, kind: 'text' | 'refusal', text: unknown): void {
    const part = this.part(event, kind);
    if (!part.said) this.delta(part, text);
  }

  private cite(part: OpenPart, citation: Citation | null): void {
    if (citation === null || part.ended) return;
    part.citations++;
    this.out.push({ type: 'citation', index: part.index, citation });
  }

  /** Parts of a summary become one text. */
  private paragraph(event: Fields, kind: 'summary' | 'reasoning', place: unknown): void {
    const part = this.part(event, kind);
    if (part.said && numberOf(place) !== 0) this.delta(part, PARAGRAPH);
  }

  private contentAdded(event: Fields): void {
    const { type } = fieldsOf(event.part);
    if (type === 'output_text') this.part(event, 'text');
    else if (type === 'refusal') this.part(event, 'refusal');
    else if (type === 'reasoning_text') this.paragraph(event, 'reasoning', event.content_index);
  }

  private contentDone(event: Fields): void {
    const given = fieldsOf(event.part);
    if (given.type !== 'output_text' && given.type !== 'refusal') return;
    const kind = given.type === 'refusal' ? 'refusal' : 'text';
    const part = this.part(event, kind);
    if (!part.said) this.delta(part, kind === 'text' ? given.text : given.refusal);
    for (const citation of citationsIn(given).slice(part.citations)) this.cite(part, citation);
    this.close(part);
  }

  private close(part: OpenPart): void {
    if (part.ended) return;
    part.ended = true;
    this.out.push({ type: 'part_end', index: part.index });
  }

  private itemAdded(event: Fields): void {
    let key = this.keyOf(event);
    if (this.done.has(key)) {
      // Some providers count no places: another item is at the same one.
      key = `${key}+${this.next}`;
      this.name(named(fieldsOf(event.item).id), key);
    }
    this.callAdded(key, fieldsOf(event.item));
  }

  private callAdded(key: string, item: Fields): void {
    const call = callOf(item);
    if (call === null) return;
    this.called = true;
    const { id, name, custom } = call;
    this.open(key, 'call', { type: 'tool_call', id, name, ...(custom === true ? { custom } : {}) });
  }

  /** The item as it is at its end: gives what no delta has given, and closes its parts. */
  private itemDone(key: string, item: Fields): void {
    if (this.done.has(key) || this.done.size >= MAX_ITEMS) return;
    this.done.add(key);
    const call = callOf(item);
    if (item.type === 'message') this.messageDone(key, item);
    else if (item.type === 'reasoning') this.reasoningDone(key, item);
    else if (call !== null) {
      this.callAdded(key, item);
      const part = this.parts.get(`${key}/call`);
      if (part !== undefined && !part.said) this.delta(part, call.input);
    } else if (typeof item.type === 'string') this.whole(key, item);
    for (const part of this.items.get(key) ?? []) this.close(part);
  }

  private messageDone(key: string, item: Fields): void {
    this.name(key, key);
    for (const [i, part] of listOf(item.content).entries())
      this.contentDone({ part, content_index: i, item_id: key });
  }

  private reasoningDone(key: string, item: Fields): void {
    const parts = answerReasoning(item);
    for (const part of parts) {
      const slot = part.summary === true ? 'summary' : 'reasoning';
      // An empty one is there for the seal alone: what was said may carry it.
      if (part.text === '' && this.items.has(key)) continue;
      const open = this.open(
        key,
        slot,
        slot === 'summary' ? { type: 'reasoning', summary: true } : { type: 'reasoning' },
      );
      if (!open.said) this.delta(open, part.text);
    }
    const seal = parts.at(-1)?.seal;
    const last = this.items.get(key)?.at(-1);
    if (seal !== undefined && last !== undefined) this.out.push({ type: 'seal', index: last.index, seal });
  }

  private whole(key: string, item: Fields): void {
    const part = wholePart(item);
    if (part.type !== 'tool_call') {
      this.open(key, 'whole', { type: 'whole', part });
      return;
    }
    this.called = true;
    this.delta(this.open(key, 'call', { type: 'tool_call', id: part.id, name: part.name }), part.input);
  }

  private finish(response: Fields): void {
    const output = listOf(response.output).filter(isObject);
    // Some providers tell an item at the end alone.
    if (this.done.size < output.length)
      for (const [i, item] of output.entries()) this.itemDone(this.keyOf({ item, output_index: i }), item);
    const usage = normaliseUsage(response.usage);
    if (usage !== null) this.out.push({ type: 'usage', usage });
    this.over = true;
    this.out.push({ type: 'finish', finish: finishOf(response, this.called, this.refused) }, { type: 'end' });
  }

  private fail(value: Fields): void {
    const usage = normaliseUsage(value.usage);
    if (usage !== null) this.out.push({ type: 'usage', usage });
    this.over = true;
    this.out.push({ type: 'error', error: streamError(value) });
  }
}

export function streamReader(): StreamReader {
  return new Reader();
}
