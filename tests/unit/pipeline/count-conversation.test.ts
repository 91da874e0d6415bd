import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { agentConversation } from '../../../bench/agent-conversation.ts';
import { createContextStore, GrowthReader } from '../../../src/context/index.ts';
import { countContext } from '../../../src/pipeline/count-context.ts';
import type { PipelineDeps } from '../../../src/pipeline/deps.ts';
import { scanObject } from '../../../src/protocols/json/scan.ts';
import { chatBlocks, chatGrowing } from '../../../src/protocols/openai-chat/blocks.ts';
import { planBlock, type TokenCount, type TokenCounter, type Vocabulary } from '../../../src/tokens/index.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
/** Words of tools' schemas that stand in each of them (`read`, `path:string:`), in UTF-16 units. */
const WORD = 12;

interface Handed {
  counter: TokenCounter;
  /** Every text that was tokenized, in order. */
  texts: string[];
}

/** Counts a token for each unit, at once where it is as little as the real one takes at once. */
function lengths(): Handed {
  const texts: string[] = [];
  const take = (each: readonly string[]): TokenCount[] => {
    texts.push(...each);
    return each.map((text) => ({ tokens: text.length, exact: true }));
  };
  const counter: TokenCounter = {
    count: async (each) => take(each),
    countNow: (each) => (each.join('').length > 16 * 1024 ? null : take(each)),
    warm: async () => undefined,
    available: () => true,
    healthy: () => true,
    close: async () => undefined,
  };
  return { counter, texts };
}

/** Counts each request as the pipeline does; the tokens of the last one, and what was tokenized for them. */
async function count(bodies: Iterable<Buffer>): Promise<{ tokens: number; texts: string[]; bytes: number }> {
  const { counter, texts } = lengths();
  const context = createContextStore<Vocabulary>({
    plan: planBlock,
    count: (each, vocabulary) => counter.count(each, vocabulary),
    countNow: (each, vocabulary) => counter.countNow(each, vocabulary),
    lookupCounts: async () => [],
  });
  const growth = new GrowthReader(24 * 1024 * 1024);
  const options = { known: (head: string) => context.knows(head), envelope: true };
  let tokens = 0;
  let sent = 0;
  for (const bytes of bodies) {
    const members = scanObject(bytes)?.members ?? new Map();
    const { placed } =
      growth.read({ bytes, members }, chatGrowing, options) ??
      growth.learn({ bytes, members }, chatGrowing, JSON.parse(bytes.toString()), options);
    context.track(placed, 'full');
    const choice = { vocabulary: 'o200k_base', exact: true } as const;
    const deps = { context, counter } as unknown as PipelineDeps;
    ({ tokens } = await countContext(deps, placed, choice, true));
    sent += bytes.length;
  }
  return { tokens, texts, bytes: sent };
}

const units = (texts: string[]): number => texts.reduce((sum, text) => sum + text.length, 0);

describe('a conversation of 200 turns', () => {
  const shape = { turns: 200, size: 200_000, seed: 7 };

  test('hands little more to the counter than its last turn alone, and no text twice', async () => {
    let last: Buffer = Buffer.alloc(0);
    let blocks = 0;
    function* bodies(): Generator<Buffer> {
      for (const body of agentConversation(ROOT, shape)) {
        last = body;
        yield body;
      }
    }
    const turns = await count(bodies());
    const anew = await count([last]);
    blocks = chatBlocks(JSON.parse(last.toString())).length;

    expect(last.length).toBeGreaterThan(0.9 * shape.size);
    expect(blocks).toBeGreaterThan(600);
    expect(turns.bytes).toBeGreaterThan(50 * last.length);
    expect(turns.tokens).toBe(anew.tokens);
    expect(units(turns.texts)).toBeLessThanOrEqual(1.2 * units(anew.texts));

    const long = turns.texts.filter((text) => text.length > WORD);
    expect(long.length).toBeGreaterThan(500);
    expect(long.length - new Set(long).size).toBe(0);
  });
});
