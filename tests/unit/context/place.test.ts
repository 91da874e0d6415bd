import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, placeBlocks } from '../../../src/context/index.ts';

function block(part: Partial<Block>): Block {
  return { kind: 'text', role: 'user', tool: null, content: 'hello', envelope: null, message: 0, ...part };
}

const only = (part: Partial<Block>) => {
  const [placed] = placeBlocks([block(part)]).blocks;
  if (placed === undefined) throw new Error('nothing was placed');
  return placed;
};

const blocks = fc.array(
  fc.record<Block>({
    kind: fc.constantFrom('system', 'text', 'tool_call', 'tool_result', 'reasoning'),
    role: fc.constantFrom('system', 'user', 'assistant', 'tool'),
    tool: fc.constant(null),
    content: fc.string({ maxLength: 5 }),
    envelope: fc.constantFrom(null, '{"id":"1"}', '{"id":"2"}'),
    message: fc.integer({ min: 0, max: 20 }),
  }),
  { maxLength: 20 },
);

describe("a block's hash", () => {
  test('is that of its kind and content', () => {
    expect(only({}).hash).toMatch(/^t[\w-]{22}$/);
    expect(only({ content: 'other' }).hash).not.toBe(only({}).hash);
    expect(only({ kind: 'tool_result' }).hash).not.toBe(only({}).hash);
  });

  test('does not depend on role, tool, ids or place, so that repeats are seen', () => {
    for (const part of [
      { role: 'assistant' },
      { tool: 'bash' },
      { envelope: '{"id":"x"}' },
      { message: 7 },
    ]) {
      expect(only(part).hash).toBe(only({}).hash);
    }
  });

  test('is the first half of a SHA-256 in base64url, and so the same on every machine', () => {
    expect(only({ content: 'abc' }).hash).toBe('tungWv48Bz-pBQUDeXa4iI7');
  });

  test('takes half a surrogate pair as the replacement character that UTF-8 has for it', () => {
    expect(only({ content: 'a\ud800' }).hash).toBe(only({ content: 'a\ufffd' }).hash);
  });
});

describe("a node's id", () => {
  test('depends on parent, role, envelope and block', () => {
    const here = only({}).nodeId;
    for (const part of [{ role: 'assistant' }, { envelope: '{"id":"x"}' }, { content: 'other' }]) {
      expect(only(part).nodeId).not.toBe(here);
    }
    const second = placeBlocks([block({ content: 'first' }), block({})]).blocks[1];
    expect(second?.nodeId).not.toBe(here);
  });

  test('cannot be had by moving text between role and envelope', () => {
    expect(only({ role: 'a', envelope: 'b' }).nodeId).not.toBe(only({ role: 'ab', envelope: '' }).nodeId);
    expect(only({ role: 'a', envelope: null }).nodeId).not.toBe(only({ role: 'a0:', envelope: null }).nodeId);
    expect(only({ envelope: '' }).nodeId).not.toBe(only({ envelope: null }).nodeId);
  });

  test('does not depend on tool or message number', () => {
    expect(only({ tool: 'bash', message: 4 }).nodeId).toBe(only({}).nodeId);
  });
});

describe('the chain', () => {
  test('links each block to the one before, from the root to the head', () => {
    const { blocks: placed, head } = placeBlocks([block({}), block({ message: 1 }), block({ message: 2 })]);
    expect(placed.map((each) => each.depth)).toEqual([1, 2, 3]);
    expect(placed.map((each) => each.parentId)).toEqual([null, placed[0]?.nodeId, placed[1]?.nodeId]);
    expect(head).toBe(placed[2]?.nodeId);
  });

  test('of nothing has no head', () => {
    expect(placeBlocks([])).toEqual({ blocks: [], head: null, conversation: [], systemHash: null });
  });

  test('of a conversation that went on begins as the shorter one, and parts where they differ', () => {
    fc.assert(
      fc.property(blocks, blocks, (first, more) => {
        const short = placeBlocks(first);
        const long = placeBlocks([...first, ...more]);
        expect(long.blocks.slice(0, first.length)).toEqual(short.blocks);
        const ids = new Set(long.blocks.map((each) => each.nodeId));
        expect(ids.size).toBe(long.blocks.length);
      }),
    );
  });
});

describe('the conversation', () => {
  const talk: Block[] = [
    block({ kind: 'tool_schema', role: 'tools', message: -1 }),
    block({ kind: 'system', role: 'system', content: 'be kind', message: 0 }),
    block({ message: 1 }),
    block({ message: 1, content: 'and more' }),
    block({ role: 'assistant', message: 2 }),
    block({ message: 3 }),
  ];

  test('has one place a message, and says from where on an assistant has spoken', () => {
    expect(placeBlocks(talk).conversation.map((place) => place.hasAssistant)).toEqual([false, true, true]);
  });

  test('is the same under other tools and another system text, even in the middle', () => {
    const [tool, system, ...rest] = talk;
    const others = [
      { ...(tool ?? block({})), content: 'another tool' },
      { ...(system ?? block({})), content: 'be brief' },
      ...rest.slice(0, 2),
      block({ kind: 'system', role: 'developer', content: 'a note', message: 2 }),
      ...rest.slice(2).map((each) => ({ ...each, message: each.message + 1 })),
    ];
    expect(placeBlocks(others).conversation).toEqual(placeBlocks(talk).conversation);
    expect(placeBlocks(others).head).not.toBe(placeBlocks(talk).head);
  });

  test('has other places where one message became two', () => {
    const split = talk.map((each, i) => (i >= 3 ? { ...each, message: each.message + 1 } : each));
    expect(placeBlocks(split).conversation.at(-1)).not.toEqual(placeBlocks(talk).conversation.at(-1));
  });

  test('differs by the ids on its messages, so that a fork with ids of its own is told apart', () => {
    const forked = talk.map((each) =>
      each.role === 'assistant' ? { ...each, envelope: '{"id":"call_2"}' } : each,
    );
    const ids = placeBlocks(forked).conversation.map((place) => place.nodeId);
    const before = placeBlocks(talk).conversation.map((place) => place.nodeId);
    expect(ids[0]).toBe(before[0]);
    expect(ids[1]).not.toBe(before[1]);
  });
});

describe('reminders that a tool puts beside the text', () => {
  const reminder = '<system-reminder>\nToday is Monday.\n</system-reminder>\n';
  const nodes = (...texts: string[]) =>
    placeBlocks(texts.map((content) => block({ content }))).conversation.map((place) => place.nodeId);

  test('are no part of the conversation, alone in their block', () => {
    expect(nodes(reminder, 'Go')).toEqual(nodes('Go'));
    expect(nodes('Go', reminder)).toEqual(nodes('Go'));
    expect(nodes(reminder)).toEqual([]);
  });

  test('are, where anything else is in the block, or it is not the user who speaks', () => {
    for (const text of [`${reminder}Go`, `${reminder}Go${reminder}`, '<system-reminder>', `a${reminder}`])
      expect(nodes(text, 'Go')).not.toEqual(nodes('Go'));
    const spoken = placeBlocks([block({ content: reminder, role: 'assistant' })]);
    expect(spoken.conversation).toHaveLength(1);
  });
});

describe('the hash of the system text', () => {
  const system = (content: string) =>
    placeBlocks([block({ kind: 'system', role: 'system', content })]).systemHash;

  test('is that of its start: what changes further on does not make another agent', () => {
    const start = 'You are a careful agent. '.repeat(30);
    expect(system(`${start} Today is Monday.`)).toBe(system(`${start} Today is Tuesday.`));
    expect(system('You are a planner.')).not.toBe(system('You are a searcher.'));
  });

  test('takes in top-level texts up to its length, and leaves out what Claude Code puts before them', () => {
    const hash = (...texts: string[]) =>
      placeBlocks(texts.map((content) => block({ kind: 'system', role: 'system', content, message: -1 })))
        .systemHash;
    const own = 'You are an agent.';
    expect(hash(own, 'You search.')).not.toBe(hash(own, 'You plan.'));
    expect(hash('x-anthropic-billing-header: cc_version=1;', own)).toBe(hash(own));
    const long = 'You are a careful agent. '.repeat(30);
    expect(hash(long, 'Today is Monday.')).toBe(hash(long, 'Today is Tuesday.'));
  });

  test('is null without one', () => {
    expect(placeBlocks([block({})]).systemHash).toBeNull();
  });
});
