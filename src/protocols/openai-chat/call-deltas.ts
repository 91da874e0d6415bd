import type { AnswerEvent } from '../neutral/answer.ts';
import { JsonEnd } from '../neutral/json-end.ts';
import type { Seal } from '../neutral/parts.ts';
import { madeCallId } from './read-answer.ts';
import { argumentsOf } from './read-messages.ts';
import { signatureIn } from './reasoning.ts';
import { fieldsOf, isFields, numberOf, textOf } from './wire.ts';

interface Call {
  /** The provider's own index; null where it gives none. */
  index: number | null;
  id: string | undefined;
  name: string | undefined;
  custom: boolean;
  /** Index of the part; null while it waits for its id or name. */
  part: number | null;
  /** Its arguments so far, while it waits. */
  input: string;
  /** Where its arguments end. */
  json: JsonEnd;
  seal: Seal | undefined;
  closed: boolean;
}

/** More calls than this are not kept: an answer of as many parts has been given up by then, but for calls without a name. */
const MOST_CALLS = 20_000;

/**
 * Tool calls of a stream, from deltas as providers send them: with an index, or without; with an id in the first
 * delta, in each, or later; one call whole in a chunk; several calls under one index (each with an id and a name of its
 * own). `next` gives the index of a new part.
 */
export class CallDeltas {
  private readonly calls: Call[] = [];
  /** The newest call of each of the provider's indexes. */
  private readonly byIndex = new Map<number, Call>();
  private readonly next: () => number;

  constructor(next: () => number) {
    this.next = next;
  }

  push(delta: unknown, out: AnswerEvent[]): void {
    const fields = fieldsOf(delta);
    const custom = isFields(fields.custom) && !isFields(fields.function);
    const called = fieldsOf(custom ? fields.custom : fields.function);
    const id = textOf(fields.id);
    const name = textOf(called.name);
    const input = argumentsOf(custom ? called.input : called.arguments);
    const seal = signatureIn(fields);
    if (id === undefined && name === undefined && input === '' && seal === undefined) return;
    const call = this.callOf(numberOf(fields.index) ?? null, id, name, out);
    if (call === null) return;
    call.id ??= id;
    call.name ??= name;
    if (custom) call.custom = true;
    if (seal !== undefined) call.seal = seal;
    if (!call.closed) call.json.push(input);
    if (call.part !== null) {
      if (input !== '' && !call.closed) out.push({ type: 'delta', index: call.part, text: input });
    } else {
      call.input += input;
      if (call.id !== undefined) this.start(call, out);
    }
    if (seal !== undefined && call.part !== null && !call.closed)
      out.push({ type: 'seal', index: call.part, seal });
  }

  /** The answer is over: calls that waited for an id get one, and all end. */
  end(out: AnswerEvent[]): void {
    for (const call of this.calls) {
      if (call.part === null) this.startWithoutId(call, out);
      this.close(call, out);
    }
  }

  private callOf(
    index: number | null,
    id: string | undefined,
    name: string | undefined,
    out: AnswerEvent[],
  ): Call | null {
    const known = index === null ? this.withoutIndex(id, name) : this.byIndex.get(index);
    const another =
      known?.id !== undefined &&
      id !== undefined &&
      id !== known.id &&
      name !== undefined &&
      known.name !== undefined;
    if (known !== undefined && !another) return known;
    if (this.calls.length >= MOST_CALLS) return null;
    for (const call of this.calls) {
      if (call.part === null) this.startWithoutId(call, out);
      // Complete arguments cannot go on: a target that takes one call at a time can go on to the next one.
      if (!call.closed && !call.custom && call.json.over) this.close(call, out);
    }
    const call: Call = {
      index,
      id: undefined,
      name: undefined,
      custom: false,
      part: null,
      input: '',
      json: new JsonEnd(),
      seal: undefined,
      closed: false,
    };
    this.calls.push(call);
    if (index !== null) this.byIndex.set(index, call);
    return call;
  }

  private withoutIndex(id: string | undefined, name: string | undefined): Call | undefined {
    const last = this.calls.at(-1);
    if (id !== undefined) {
      const same = this.calls.findLast((call) => call.id === id);
      // A name came before its id.
      return same ?? (last?.id === undefined && name === undefined ? last : undefined);
    }
    return name !== undefined && last?.name !== undefined ? undefined : last;
  }

  private start(call: Call, out: AnswerEvent[]): void {
    if (call.name === undefined || call.id === undefined) return;
    call.part = this.next();
    const custom = call.custom ? { custom: true } : {};
    out.push({
      type: 'part_start',
      index: call.part,
      part: { type: 'tool_call', id: call.id, name: call.name, ...custom },
    });
    if (call.input !== '') out.push({ type: 'delta', index: call.part, text: call.input });
    call.input = '';
  }

  private startWithoutId(call: Call, out: AnswerEvent[]): void {
    if (call.name === undefined) return;
    call.id ??= madeCallId();
    this.start(call, out);
    if (call.seal !== undefined && call.part !== null)
      out.push({ type: 'seal', index: call.part, seal: call.seal });
  }

  private close(call: Call, out: AnswerEvent[]): void {
    if (call.closed || call.part === null) return;
    call.closed = true;
    out.push({ type: 'part_end', index: call.part });
  }
}
