import type { Usage } from '../../contract/index.ts';
import type { AnswerError, AnswerEvent, PartStart } from '../neutral/answer.ts';
import type { AnswerTarget, StreamWriter } from '../neutral/conversion.ts';
import { INPUT_FIELD } from '../neutral/custom-input.ts';
import { JsonEnd } from '../neutral/json-end.ts';
import type { Fields, Seal } from '../neutral/parts.ts';
import { typeOf } from './errors.ts';

import { writeUsage } from './usage.ts';
import { PROTOCOL } from './wire.ts';
import { dropPart, isRedacted, signatureOf, writeCitation, writeFinish, writeHead } from './write-answer.ts';

function sse(type: string, fields: Fields): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

/** A part that has begun. */
interface Open {
  kind: 'text' | 'reasoning' | 'call' | 'custom' | 'nothing';
  /** Index of its block; null until there is one, and when it has ended. */
  block: number | null;
  /** Of a call: where its arguments end. */
  input: JsonEnd;
}

const KINDS: Record<PartStart['type'], Open['kind']> = {
  text: 'text',
  refusal: 'text',
  reasoning: 'reasoning',
  tool_call: 'call',
  whole: 'nothing',
};

/** Writes the events of a Messages stream (platform.claude.com/docs/en/build-with-claude/streaming). */
class Writer implements StreamWriter {
  private readonly target: AnswerTarget;
  private readonly parts = new Map<number, Open>();
  private blocks = 0;
  private usage: Usage | null = null;

  constructor(target: AnswerTarget) {
    this.target = target;
  }

  write(event: AnswerEvent): string {
    switch (event.type) {
      case 'start':
        return this.start(event.id, event.usage ?? null);
      case 'part_start':
        return this.begin(event.index, event.part);
      case 'delta':
        return this.delta(event.index, event.text);
      case 'seal':
        return this.seal(event.index, event.seal);
      case 'citation':
        return this.ofText(event.index, { type: 'citations_delta', citation: writeCitation(event.citation) });
      case 'part_end':
        return this.end(event.index);
      case 'usage':
        this.usage = event.usage;
        return '';
      case 'finish':
        return sse('message_delta', { delta: writeFinish(event.finish), usage: writeUsage(this.usage) });
      case 'error':
        return this.fail(event.error, {
          type: 'error',
          error: { type: typeOf(event.error.status), message: event.error.message, code: event.error.code },
          request_id: this.target.exchangeId,
        });
      case 'end':
        return sse('message_stop', {});
    }
  }

  fail(_error: AnswerError, body: unknown): string {
    return `event: error\ndata: ${JSON.stringify(body)}\n\n`;
  }

  private start(id: string | null, usage: Usage | null): string {
    this.usage = usage;
    return sse('message_start', {
      message: {
        ...writeHead(id, this.target),
        content: [],
        stop_reason: null,
        stop_sequence: null,
        stop_details: null,
        container: null,
        usage: writeUsage(usage),
      },
    });
  }

  /**
   * What is open and may end ends where the next block begins: blocks follow one another here. Calls whose arguments
   * are not over yet stay open beside it.
   */
  private closeOthers(): string {
    let closed = '';
    for (const open of this.parts.values()) {
      const goesOn = open.kind === 'custom' || (open.kind === 'call' && !open.input.over);
      if (goesOn || open.block === null) continue;
      closed += sse('content_block_stop', { index: open.block });
      open.block = null;
    }
    return closed;
  }

  private begin(index: number, part: PartStart): string {
    const closed = this.closeOthers();
    if (part.type === 'whole') {
      if (part.part.type !== 'other' || part.part.protocol !== PROTOCOL) {
        dropPart(part.part, this.target.notes);
        return closed;
      }
      const block = this.blocks++;
      return `${closed}${sse('content_block_start', { index: block, content_block: part.part.value })}${sse('content_block_stop', { index: block })}`;
    }
    const custom = part.type === 'tool_call' && part.custom === true;
    const open: Open = { kind: custom ? 'custom' : KINDS[part.type], block: null, input: new JsonEnd() };
    this.parts.set(index, open);
    if (part.type === 'tool_call') {
      const { id, name } = part;
      const begun = this.block(open, { type: 'tool_use', id, name, input: {} });
      return closed + begun + (custom ? this.json(open, `{"${INPUT_FIELD}":"`) : '');
    }
    // A block of text or reasoning begins with the first of it: an empty one would be refused when it is sent back.
    return closed;
  }

  private block(open: Open, content: Fields): string {
    open.block = this.blocks++;
    return sse('content_block_start', { index: open.block, content_block: content });
  }

  private json(open: Open, text: string): string {
    const delta = { type: 'input_json_delta', partial_json: text };
    return sse('content_block_delta', { index: open.block, delta });
  }

  /** The part of this index; a text or reasoning that has ended goes on in a new block. */
  private reopened(index: number): { open: Open; begun: string } | null {
    const open = this.parts.get(index);
    if (open === undefined || open.kind === 'nothing') return null;
    if (open.block !== null || open.kind === 'call' || open.kind === 'custom') return { open, begun: '' };
    const content =
      open.kind === 'text' ? { type: 'text', text: '' } : { type: 'thinking', thinking: '', signature: '' };
    return { open, begun: this.closeOthers() + this.block(open, content) };
  }

  private delta(index: number, text: string): string {
    const found = this.reopened(index);
    if (found === null || text === '') return '';
    const { open, begun } = found;
    if (open.kind === 'call') {
      open.input.push(text);
      return open.block === null ? '' : this.json(open, text);
    }
    if (open.kind === 'custom') return this.json(open, JSON.stringify(text).slice(1, -1));
    const delta =
      open.kind === 'text' ? { type: 'text_delta', text } : { type: 'thinking_delta', thinking: text };
    return begun + sse('content_block_delta', { index: open.block, delta });
  }

  private ofText(index: number, delta: Fields): string {
    if (this.parts.get(index)?.kind !== 'text') return '';
    const found = this.reopened(index);
    return found === null ? '' : found.begun + sse('content_block_delta', { index: found.open.block, delta });
  }

  private seal(index: number, seal: Seal): string {
    const open = this.parts.get(index);
    if (open?.kind !== 'reasoning') return '';
    if (open.block === null && isRedacted(seal))
      return this.closeOthers() + this.block(open, { type: 'redacted_thinking', data: seal.value });
    const found = this.reopened(index);
    const delta = { type: 'signature_delta', signature: signatureOf(seal) };
    return `${found?.begun ?? ''}${sse('content_block_delta', { index: open.block, delta })}`;
  }

  private end(index: number): string {
    const open = this.parts.get(index);
    this.parts.delete(index);
    if (open === undefined || open.block === null) return '';
    const last = open.kind === 'custom' ? this.json(open, '"}') : '';
    return last + sse('content_block_stop', { index: open.block });
  }
}

export function streamWriter(target: AnswerTarget): StreamWriter {
  return new Writer(target);
}
