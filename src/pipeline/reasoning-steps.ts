import type { AnswerEvent, Part } from '../protocols/index.ts';
import { LONGEST } from './reasoning-memory.ts';

/**
 * What of a streamed answer is remembered for later turns: its reasoning, as far as `ReasoningMemory` takes it, and the calls
 * that it was given with. Everything else is let go of as it passes.
 */
export class ReasoningSteps {
  private readonly kept = new Map<number, Part>();
  private length = 0;

  take(event: AnswerEvent): void {
    if (event.type === 'part_start') {
      const { part } = event;
      if (part.type === 'reasoning') this.kept.set(event.index, { ...part, text: '' });
      else if (part.type === 'tool_call') this.kept.set(event.index, { ...part, input: '' });
    } else if (event.type === 'delta') {
      const part = this.kept.get(event.index);
      if (part?.type !== 'reasoning' || this.length > LONGEST) return;
      part.text += event.text;
      this.length += event.text.length;
    } else if (event.type === 'seal') {
      const part = this.kept.get(event.index);
      if (part?.type === 'reasoning' || part?.type === 'tool_call') part.seal = event.seal;
    }
  }

  /** In the order in which they began. */
  get parts(): Part[] {
    return [...this.kept.values()];
  }
}
