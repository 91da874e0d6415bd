import type { Usage } from '../../contract/index.ts';
import type { AnswerError, AnswerEvent, Finish } from '../neutral/answer.ts';
import type { AnswerTarget, StreamWriter } from '../neutral/conversion.ts';
import type { Fields, Seal } from '../neutral/parts.ts';
import { carrierText } from './carried-seals.ts';
import { asksForSummary } from './compaction.ts';
import { CompactionWriter } from './compaction-writer.ts';
import { itemIdOf } from './ids.ts';
import { type OpenItem, openItem } from './open-items.ts';
import { errorOf, ResponseEvents } from './response-events.ts';
import { responseShell, toolOrigins } from './response-object.ts';

interface Open {
  item: OpenItem;
  index: number;
  type: string;
  callId: string | null;
  seal: Seal | null;
}

class Writer implements StreamWriter {
  private readonly target: AnswerTarget;
  private readonly events: ResponseEvents;
  private readonly origins: ReadonlyMap<string, Fields>;
  private readonly open = new Map<number, Open>();
  private next = 0;
  private usage: Usage | null = null;
  private finish: Finish = { reason: 'stop' };
  private over = false;

  constructor(target: AnswerTarget) {
    this.target = target;
    this.events = new ResponseEvents(responseShell(target));
    this.origins = toolOrigins(target.request);
  }

  write(event: AnswerEvent): string {
    if (this.over) return '';
    switch (event.type) {
      case 'start':
        this.usage = event.usage ?? this.usage;
        return this.events.begin();
      case 'part_start':
        return this.events.begin() + this.partStart(event);
      case 'delta': {
        const open = this.open.get(event.index);
        return open === undefined ? '' : this.events.text(open.item.delta(event.text));
      }
      case 'citation': {
        const open = this.open.get(event.index);
        return open === undefined ? '' : this.events.text(open.item.cite(event.citation));
      }
      case 'seal': {
        const open = this.open.get(event.index);
        if (open !== undefined) open.seal = event.seal;
        return '';
      }
      case 'part_end':
        return this.partEnd(event.index);
      case 'usage':
        this.usage = event.usage;
        return '';
      case 'finish':
        this.finish = event.finish;
        return '';
      case 'error':
        return this.fail(event.error, errorOf(event.error));
      case 'end':
        return this.end();
    }
  }

  fail(_error: AnswerError, body: unknown): string {
    if (this.over) return '';
    this.over = true;
    return this.events.fail(body, this.usage);
  }

  private partStart({ index, part }: Extract<AnswerEvent, { type: 'part_start' }>): string {
    const { exchangeId, notes } = this.target;
    const item = openItem(part, { exchangeId, index: this.next }, this.origins);
    if (item === null) {
      const what = part.type === 'whole' ? part.part.type : part.type;
      notes.dropped(`a part of the answer (${what})`, 'the Responses API has no item for it');
      return '';
    }
    const callId = part.type === 'tool_call' ? part.id : null;
    const open: Open = { item, index: this.next++, type: part.type, callId, seal: null };
    this.open.set(index, open);
    return this.events.added(open.index, item.begun) + this.events.text(item.begin());
  }

  private partEnd(part: number): string {
    const open = this.open.get(part);
    if (open === undefined) return '';
    this.open.delete(part);
    const { events, item } = open.item.end(open.seal);
    const text = this.events.text(events) + this.events.done(open.index, item);
    if (open.seal === null || open.type === 'reasoning') return text;
    return text + this.carry(open.seal, open.callId);
  }

  /** The seal of a call or a text, behind it in an item of its own. */
  private carry(seal: Seal, callId: string | null): string {
    const index = this.next++;
    const item = {
      id: itemIdOf('rs', this.target.exchangeId, index),
      type: 'reasoning',
      summary: [],
      encrypted_content: carrierText({ seal, callId }),
    };
    return this.events.added(index, { ...item, encrypted_content: '' }) + this.events.done(index, item);
  }

  private end(): string {
    let text = this.events.begin();
    for (const index of [...this.open.keys()]) text += this.partEnd(index);
    this.over = true;
    return text + this.events.finish(this.finish, this.usage);
  }
}

/**
 * Writes a client's stream: every event in OpenAI's order, deltas as they come. An answer to a request for a compaction
 * becomes one compaction item.
 */
export function streamWriter(target: AnswerTarget): StreamWriter {
  return asksForSummary(target.request) ? new CompactionWriter(target) : new Writer(target);
}
