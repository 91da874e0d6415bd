import type { Usage } from '../../contract/index.ts';
import type { AnswerEvent, PartStart } from '../neutral/answer.ts';
import type { AnswerTarget, StreamWriter } from '../neutral/conversion.ts';
import type { Fields, Seal } from '../neutral/parts.ts';
import { writeFinish } from './finish.ts';
import { usesFunctions } from './read-request.ts';
import { clientDetail, signatureField } from './reasoning.ts';
import { answerId } from './write-answer.ts';
import { annotation, wholePart } from './write-parts.ts';
import { writeUsage } from './write-usage.ts';

/** A part of the stream. `start`, `length`: its text within all text of its kind, in UTF-16 units. */
interface Piece {
  type: PartStart['type'];
  start: number;
  length: number;
  /** False where text of another part of its kind came in between. */
  whole: boolean;
  /** Of a call: its index among the calls, and whether it is of a custom tool. */
  call: number;
  custom: boolean;
}

/** More of a call's input. */
function inputOf({ custom }: Piece, text: string): Fields {
  return custom ? { custom: { input: text } } : { function: { arguments: text } };
}

/** Writes a stream of chat completions (platform.openai.com/docs/api-reference/chat-streaming): each step at once. */
class ChatStreamWriter implements StreamWriter {
  private readonly target: AnswerTarget;
  private readonly old: boolean;
  private readonly pieces = new Map<number, Piece>();
  private readonly lengths = { text: 0, reasoning: 0 };
  private head = '';
  private calls = 0;
  private details = 0;
  private refused = false;
  private usage: Usage | null = null;

  constructor(target: AnswerTarget) {
    this.target = target;
    this.old = usesFunctions(target.request);
    this.begin(null, null);
  }

  write(event: AnswerEvent): string {
    switch (event.type) {
      case 'start':
        this.begin(event.id, event.created);
        return this.delta({ role: 'assistant', content: '' });
      case 'part_start':
        return this.start(event.index, event.part);
      case 'delta':
        return this.more(event.index, event.text);
      case 'seal':
        return this.seal(event.index, event.seal);
      case 'citation': {
        const piece = this.pieces.get(event.index);
        if (piece?.type !== 'text') return '';
        return this.delta({ annotations: [annotation(event.citation, piece.start, piece.length)] });
      }
      case 'part_end':
        return this.finishCall(event.index);
      case 'usage':
        this.usage = event.usage;
        return '';
      case 'finish': {
        const reason = writeFinish(event.finish, { refused: this.refused, old: this.old });
        return this.chunk(`"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"${reason}"}]`);
      }
      case 'end':
        return `${this.usageChunk()}data: [DONE]\n\n`;
      default:
        // The provider's error: `fail` tells the client.
        return '';
    }
  }

  /** One event with the error, and no end mark. */
  fail(_error: unknown, body: unknown): string {
    return `data: ${JSON.stringify(body)}\n\n`;
  }

  private begin(id: string | null, created: number | null): void {
    const { exchangeId, model } = this.target;
    const head = {
      id: answerId(id, exchangeId),
      object: 'chat.completion.chunk',
      created: created ?? this.target.created,
      model,
    };
    this.head = JSON.stringify(head).slice(0, -1);
  }

  private chunk(rest: string): string {
    return `data: ${this.head},${rest}}\n\n`;
  }

  private delta(delta: Fields): string {
    const choice = { index: 0, delta, logprobs: null, finish_reason: null };
    return this.chunk(`"choices":[${JSON.stringify(choice)}]`);
  }

  private usageChunk(): string {
    if (!this.target.wantsUsage || this.usage === null) return '';
    return this.chunk(`"choices":[],"usage":${JSON.stringify(writeUsage(this.usage))}`);
  }

  private start(index: number, part: PartStart): string {
    const start = part.type === 'text' || part.type === 'reasoning' ? this.lengths[part.type] : 0;
    const piece: Piece = { type: part.type, start, length: 0, whole: true, call: 0, custom: false };
    this.pieces.set(index, piece);
    if (part.type === 'refusal') this.refused = true;
    if (part.type === 'whole') {
      const whole = wholePart(part.part, this.target.exchangeId, this.target.notes);
      if (whole === null) return '';
      return this.delta({ [whole.key]: whole.key === 'images' ? [whole.value] : whole.value });
    }
    if (part.type !== 'tool_call') return '';
    piece.call = this.calls++;
    piece.custom = part.custom === true;
    if (this.old)
      return piece.call > 0 ? '' : this.delta({ function_call: { name: part.name, arguments: '' } });
    const called = piece.custom
      ? { type: 'custom', custom: { name: part.name, input: '' } }
      : { type: 'function', function: { name: part.name, arguments: '' } };
    return this.delta({ tool_calls: [{ index: piece.call, id: part.id, ...called }] });
  }

  private more(index: number, text: string): string {
    const piece = this.pieces.get(index);
    if (piece === undefined) return '';
    if (piece.type === 'text' || piece.type === 'reasoning') {
      if (piece.start + piece.length !== this.lengths[piece.type]) piece.whole = false;
      this.lengths[piece.type] += text.length;
    }
    piece.length += text.length;
    switch (piece.type) {
      case 'text':
        return this.delta({ content: text });
      case 'reasoning':
        return this.delta({ reasoning_content: text });
      case 'refusal':
        return this.delta({ refusal: text });
      case 'tool_call':
        return this.argumentsDelta(piece, text);
      default:
        return '';
    }
  }

  private argumentsDelta(piece: Piece, text: string): string {
    if (this.old) return piece.call > 0 ? '' : this.delta({ function_call: { arguments: text } });
    return this.delta({ tool_calls: [{ index: piece.call, ...inputOf(piece, text) }] });
  }

  /** Arguments that nobody wrote are those of a tool that takes none. */
  private finishCall(index: number): string {
    const piece = this.pieces.get(index);
    if (piece?.type !== 'tool_call' || piece.custom || piece.length > 0) return '';
    return this.argumentsDelta(piece, '{}');
  }

  private seal(index: number, seal: Seal): string {
    const piece = this.pieces.get(index);
    if (piece?.type === 'reasoning') {
      const detail = clientDetail(seal, piece.start, piece.length, this.details++);
      if (!piece.whole) delete detail.id;
      return this.delta({ reasoning_details: [detail] });
    }
    if (piece?.type === 'text') return this.delta(signatureField(seal));
    if (piece?.type !== 'tool_call' || this.old) return '';
    // Vercel's SDK refuses a delta of a call that has no `function` (packages/openai, openai-chat-api.ts).
    return this.delta({
      tool_calls: [{ index: piece.call, ...inputOf(piece, ''), ...signatureField(seal) }],
    });
  }
}

export function streamWriter(target: AnswerTarget): StreamWriter {
  return new ChatStreamWriter(target);
}
