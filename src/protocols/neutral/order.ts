import type { Usage } from '../../contract/index.ts';
import type { AnswerEvent, Finish } from './answer.ts';

/**
 * Makes any sequence of steps, a lying provider's too, a well-formed one: `start` once and first; each part starts
 * once, before its deltas, and ends once; no part starts or goes on after `finish`; `finish` once, with usage that was
 * merged field by field in front of it; `end` or `error` last, and nothing after it. Deltas come through at once.
 */
export class Ordered {
  private started = false;
  private over = false;
  private finish: Finish | null = null;
  private usage: Usage | null = null;
  private calls = false;
  /** Reader's index → ours; ours are dense, in the order of starts. */
  private readonly indexes = new Map<number, number>();
  private readonly open = new Set<number>();
  private next = 0;

  /** True when `end` or `error` has passed. */
  get ended(): boolean {
    return this.over;
  }

  /** Whether anything but `start` and usage has passed. */
  get saidSomething(): boolean {
    return this.next > 0;
  }

  push(events: Iterable<AnswerEvent>): AnswerEvent[] {
    const out: AnswerEvent[] = [];
    for (const event of events) this.take(event, out);
    return out;
  }

  /**
   * The provider's bytes have ended. Without its end mark, but with a finish, the answer is complete; with neither
   * it was cut: nothing is given then, and `ended` stays false.
   */
  close(): AnswerEvent[] {
    const out: AnswerEvent[] = [];
    if (!this.over && this.finish !== null) this.conclude(out);
    return out;
  }

  private take(event: AnswerEvent, out: AnswerEvent[]): void {
    if (this.over) return;
    if (event.type === 'start') {
      if (this.started) return;
      this.started = true;
      if (event.usage !== undefined) this.merge(event.usage);
      out.push(event);
      return;
    }
    if (event.type === 'error') {
      this.over = true;
      out.push(event);
      return;
    }
    if (!this.started) {
      this.started = true;
      out.push({ type: 'start', id: null, model: null, created: null });
    }
    if (event.type === 'usage') this.merge(event.usage);
    else if (event.type === 'finish') this.finish ??= event.finish;
    else if (event.type === 'end') this.conclude(out);
    else if (this.finish === null) this.part(event, out);
    else if (event.type === 'part_end' || event.type === 'seal') this.part(event, out);
  }

  private part(event: Extract<AnswerEvent, { index: number }>, out: AnswerEvent[]): void {
    const known = this.indexes.get(event.index);
    if (event.type === 'part_start') {
      if (known !== undefined) return;
      const index = this.next++;
      this.indexes.set(event.index, index);
      this.open.add(index);
      if (event.part.type === 'tool_call') this.calls = true;
      out.push({ ...event, index });
      return;
    }
    let index = known;
    if (index === undefined) {
      if (event.type !== 'delta') return;
      index = this.next++;
      this.indexes.set(event.index, index);
      this.open.add(index);
      out.push({ type: 'part_start', index, part: { type: 'text' } });
    }
    if (!this.open.has(index)) return;
    if (event.type === 'part_end') this.open.delete(index);
    if (event.type === 'delta' && event.text === '') return;
    out.push({ ...event, index });
  }

  private merge(usage: Usage): void {
    if (this.usage === null) {
      this.usage = usage;
      return;
    }
    const known = Object.entries(usage).filter(([, value]) => value !== null && value !== undefined);
    this.usage = { ...this.usage, ...Object.fromEntries(known) };
  }

  private conclude(out: AnswerEvent[]): void {
    this.over = true;
    for (const index of this.open) out.push({ type: 'part_end', index });
    this.open.clear();
    if (this.usage !== null) out.push({ type: 'usage', usage: this.usage });
    out.push({ type: 'finish', finish: this.finishing() }, { type: 'end' });
  }

  /** Some providers say `stop` though the model called a tool, which sends clients home too early. */
  private finishing(): Finish {
    const finish = this.finish ?? { reason: this.calls ? 'tool_calls' : 'stop' };
    return this.calls && finish.reason === 'stop' ? { ...finish, reason: 'tool_calls' } : finish;
  }
}
