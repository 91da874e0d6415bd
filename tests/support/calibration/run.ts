import { createContextStore } from '../../../src/context/index.ts';
import { learn } from '../../../src/tokens/calibration/learn.ts';
import { type Anchor, predict } from '../../../src/tokens/calibration/predict.ts';
import { type Calibration, UNKNOWN } from '../../../src/tokens/calibration/state.ts';
import { chatOverhead, loadTokenizer, planBlock, type Vocabulary } from '../../../src/tokens/index.ts';
import type { Conversation } from './conversations.ts';

/** Mean errors of the contexts of one conversation, as shares; null where there were none. */
export interface Errors {
  name: string;
  turns: number;
  /** Of our own counts, of every context but the first. */
  counted: number | null;
  /** Of those from other contexts alone, of every context but the first. */
  fitted: number | null;
  /** Of those that go on a context that was counted before. */
  anchored: number | null;
  worst: number;
  /** What was said to be the typical error of the last of them. */
  said: number;
}

function mean(values: number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
}

/** Our own counts of every context, as the program makes them. */
export async function countOurs(all: Conversation[], vocabulary: Vocabulary): Promise<number[][]> {
  const tokenizer = await loadTokenizer(vocabulary);
  const exactly = (texts: string[]) => texts.map((text) => ({ tokens: tokenizer.count(text), exact: true }));
  const store = createContextStore<Vocabulary>({
    plan: planBlock,
    count: async (texts) => exactly(texts),
    countNow: exactly,
    lookupCounts: async () => [],
  });
  const counts: number[][] = [];
  for (const { contexts } of all) {
    const one: number[] = [];
    for (const placed of contexts) {
      const { tokens } = await store.measure(placed, vocabulary);
      const { add, texts } = chatOverhead(placed.blocks);
      let overhead = add;
      for (const [text, times] of texts) overhead += times * tokenizer.count(text);
      one.push(tokens + overhead);
    }
    counts.push(one);
  }
  return counts;
}

/** Goes through a conversation as its provider would answer it, knowing nothing before. */
export function follow({ name, contexts }: Conversation, ours: number[], truth: number[]): Errors {
  const heads = new Map<string, Anchor>();
  let calibration: Calibration = UNKNOWN;
  const errors: Record<'counted' | 'fitted' | 'anchored', number[]> = {
    counted: [],
    fitted: [],
    anchored: [],
  };
  for (const [at, { blocks, head }] of contexts.entries()) {
    const counted = ours[at] ?? 0;
    const said = truth[at] ?? 0;
    const off = (tokens: number): number => Math.abs(tokens - said) / said;
    const node = blocks.findLast(({ nodeId }) => heads.has(nodeId))?.nodeId ?? '';
    const before = heads.get(node) ?? null;
    if (at > 0) {
      errors.counted.push(off(counted));
      errors.fitted.push(off(predict(calibration, counted, null).tokens));
    }
    if (before !== null) errors.anchored.push(off(predict(calibration, counted, before).tokens));
    const learnt = learn(calibration, {
      counted,
      said,
      before,
      growthCounted: true,
      wholeCounted: true,
      exact: false,
    });
    calibration = learnt.calibration;
    if (learnt.believed && head !== null) heads.set(head, { counted, said });
  }
  return {
    name,
    turns: errors.anchored.length,
    counted: mean(errors.counted),
    fitted: mean(errors.fitted),
    anchored: mean(errors.anchored),
    worst: Math.max(0, ...errors.anchored),
    said: calibration.anchored.value,
  };
}
