import type { AnswerEvent } from '../neutral/answer.ts';
import type { SseEvent, StreamReader } from '../neutral/conversion.ts';
import type { Fields, OtherPart } from '../neutral/parts.ts';
import { readError, statusOf } from './errors.ts';
import { callId, inputText, readFinish } from './read-answer.ts';
import { citationsOf, readCitation, readThinking } from './read-parts.ts';
import { StreamUsage } from './usage.ts';
import { fieldsOf, isFields, PROTOCOL, parse, textOr } from './wire.ts';

/** A block that has begun. */
interface Open {
  kind: 'text' | 'reasoning' | 'call' | 'other';
  block: Fields;
  /** Input as it came in pieces: of a block that only this protocol knows, all of it. */
  held: string;
  /** Whether a call's arguments have begun. */
  filled: boolean;
}

const KINDS: Record<string, Open['kind']> = {
  text: 'text',
  thinking: 'reasoning',
  redacted_thinking: 'reasoning',
  tool_use: 'call',
};

/** A block that only this protocol knows comes whole, once it is whole. */
function wholeOf({ block, held }: Open): Fields {
  const input = held === '' ? undefined : parse(held);
  return input === undefined ? block : { ...block, input };
}

/** Reads the events of a Messages stream; what makes no sense is left out. */
class Reader implements StreamReader {
  private readonly usage = new StreamUsage();
  private readonly open = new Map<number, Open>();

  push(event: SseEvent): AnswerEvent[] {
    const data = fieldsOf(parse(event.data));
    const index = typeof data.index === 'number' ? data.index : 0;
    switch (data.type ?? event.event) {
      case 'message_start':
        return this.start(fieldsOf(data.message));
      case 'content_block_start':
        return isFields(data.content_block) ? this.begin(index, data.content_block) : [];
      case 'content_block_delta':
        return this.delta(index, fieldsOf(data.delta));
      case 'content_block_stop':
        return this.stop(index);
      case 'message_delta':
        return this.conclude(data);
      case 'message_stop':
        return [{ type: 'end' }];
      case 'error':
        return this.fail(data);
      default:
        return [];
    }
  }

  end(): AnswerEvent[] {
    return [];
  }

  private start(message: Fields): AnswerEvent[] {
    const usage = isFields(message.usage) ? this.usage.begin(message.usage) : null;
    return [
      {
        type: 'start',
        id: textOr(message.id, null),
        model: textOr(message.model, null),
        created: null,
        ...(usage === null ? {} : { usage }),
      },
    ];
  }

  private begin(index: number, block: Fields): AnswerEvent[] {
    const type = textOr(block.type, '');
    const kind = (Object.hasOwn(KINDS, type) ? KINDS[type] : undefined) ?? 'other';
    this.open.set(index, { kind, block, held: '', filled: false });
    if (kind === 'other') return [];
    if (kind === 'call') {
      const part = { type: 'tool_call' as const, id: callId(block, index), name: textOr(block.name, '') };
      return [{ type: 'part_start', index, part }];
    }
    if (kind === 'text') {
      const events: AnswerEvent[] = [{ type: 'part_start', index, part: { type: 'text' } }];
      if (textOr(block.text, '') !== '') events.push({ type: 'delta', index, text: textOr(block.text, '') });
      for (const citation of citationsOf(block).citations ?? [])
        events.push({ type: 'citation', index, citation });
      return events;
    }
    const { text, seal } = readThinking(block);
    const events: AnswerEvent[] = [{ type: 'part_start', index, part: { type: 'reasoning' } }];
    if (text !== '') events.push({ type: 'delta', index, text });
    if (seal !== undefined) events.push({ type: 'seal', index, seal });
    return events;
  }

  private delta(index: number, delta: Fields): AnswerEvent[] {
    const open = this.open.get(index);
    const { text, thinking, partial_json: json, signature } = delta;
    if (typeof json === 'string') {
      if (open?.kind === 'other') open.held += json;
      if (open?.kind !== 'call' || json === '') return [];
      open.filled = true;
      return [{ type: 'delta', index, text: json }];
    }
    if (delta.type === 'citations_delta') {
      const citation = open?.kind === 'text' ? readCitation(delta.citation) : null;
      return citation === null ? [] : [{ type: 'citation', index, citation }];
    }
    if (typeof signature === 'string' && open?.kind === 'reasoning') {
      const { seal } = readThinking({ signature });
      return seal === undefined ? [] : [{ type: 'seal', index, seal }];
    }
    if (open?.kind === 'reasoning' && typeof thinking === 'string')
      return [{ type: 'delta', index, text: thinking }];
    // A text whose beginning never came is a text all the same.
    if ((open === undefined || open.kind === 'text') && typeof text === 'string')
      return [{ type: 'delta', index, text }];
    return [];
  }

  private stop(index: number): AnswerEvent[] {
    const open = this.open.get(index);
    this.open.delete(index);
    if (open?.kind === 'other') {
      const part: OtherPart = { type: 'other', protocol: PROTOCOL, value: wholeOf(open) };
      return [
        { type: 'part_start', index, part: { type: 'whole', part } },
        { type: 'part_end', index },
      ];
    }
    const end: AnswerEvent = { type: 'part_end', index };
    if (open?.kind !== 'call' || open.filled) return [end];
    // The arguments came with the beginning, or there are none.
    return [{ type: 'delta', index, text: inputText(open.block.input) }, end];
  }

  private conclude(data: Fields): AnswerEvent[] {
    const usage = isFields(data.usage) ? this.usage.take(data.usage) : null;
    const finish = readFinish(fieldsOf(data.delta));
    return [
      ...(usage === null ? [] : [{ type: 'usage' as const, usage }]),
      ...(finish === null ? [] : [{ type: 'finish' as const, finish }]),
    ];
  }

  private fail(data: Fields): AnswerEvent[] {
    const read = readError(0, data) ?? {
      code: 'upstream_error',
      message: 'the provider reported an error within its answer',
    };
    return [{ type: 'error', error: { ...read, status: statusOf(read.code) } }];
  }
}

export function streamReader(): StreamReader {
  return new Reader();
}
