import { describe, expect, it } from 'vitest';
import {
  appliedRule,
  type CacheCandidate,
  type CacheCase,
  type CacheReference,
  type CacheTurn,
  findPrevious,
  judgeCache,
  placeBlocks,
  type SentBlock,
} from '../../../src/context/index.ts';
import type { CacheRule } from '../../../src/contract/index.ts';
import { type Spoken, spoken } from '../../support/contexts.ts';

const RULE: CacheRule = {
  id: 'p',
  known: true,
  mode: 'automatic',
  min_tokens: 100,
  step_tokens: 10,
  lifetime_s: { least: 300, most: 3600 },
  keys: [],
  sources: [],
};

/** Each block has a hundred tokens. */
function sent(parts: Spoken[]): SentBlock[] {
  return placeBlocks(spoken(parts)).blocks.map(({ nodeId, hash, kind, role, tool, envelope }) => ({
    nodeId,
    hash,
    kind,
    role,
    tool,
    envelope,
    bytes: 400,
    tokens: 100,
  }));
}

function turn(over: Partial<CacheTurn> = {}): CacheTurn {
  return {
    exchangeId: 'now',
    sessionId: 1,
    agentId: 'main',
    kind: 'turn',
    startedAt: 1_000_000_000,
    provider: 'p',
    providerModel: 'm',
    input: null,
    cacheRead: null,
    cacheWrite: null,
    cacheWrite1h: null,
    ...over,
  };
}

function earlier(
  own: SentBlock[],
  parts: Spoken[],
  ageS: number,
  over: Partial<CacheTurn> = {},
): CacheReference {
  const blocks = sent(parts);
  let shared = 0;
  while (shared < own.length && own[shared]?.nodeId === blocks[shared]?.nodeId && shared < blocks.length)
    shared++;
  const of = turn({ exchangeId: `${ageS} s ago`, input: blocks.length * 100, ...over });
  const candidate: CacheCandidate = {
    ...of,
    startedAt: of.startedAt - ageS * 1000,
    depth: blocks.length,
    shared,
    sharedReceived: shared,
  };
  return { turn: candidate, context: { sent: blocks, received: null } };
}

function judge(
  parts: Spoken[],
  own: Partial<CacheTurn>,
  references: (own: SentBlock[]) => CacheReference[],
  more: Partial<CacheCase> = {},
) {
  const blocks = sent(parts);
  const now = turn({ input: blocks.length * 100, ...own });
  const found = references(blocks);
  const candidates = found.map((each) => each.turn);
  const rule = appliedRule(more.rule ?? RULE, now, candidates);
  const context = { sent: blocks, received: null };
  const previous = findPrevious(now, context, found, rule.lifetime_s?.least ?? 3600);
  return judgeCache({
    turn: now,
    context,
    candidates,
    previous,
    texts: null,
    compactedAt: null,
    ...more,
    rule,
  });
}

const S: Spoken = ['s', 'system'];
const TALK: Spoken[] = [
  ['u', '1'],
  ['a', '2'],
  ['u', '3'],
];
const GROWN: Spoken[] = [S, ...TALK, ['a', '4'], ['u', '5']];

describe('which exchange a conversation goes on', () => {
  it('is the last one of it, and not one of days ago that is longer', () => {
    const judged = judge(GROWN, { cacheRead: 400 }, (own) => [
      earlier(own, [...GROWN, ['a', '6'], ['u', '7']], 500_000, { sessionId: 9 }),
      earlier(own, [S, ...TALK], 10),
    ]);
    expect(judged).toMatchObject({ cause: 'hit', comparedWith: { exchangeId: '10 s ago' } });
  });

  it('is the one that has the same tools, where a client has them only at times', () => {
    const judged = judge([['t', 'extra x'], ...GROWN], { cacheRead: 500 }, (own) => [
      earlier(own, [S, ...TALK, ['a', '4']], 5),
      earlier(own, [['t', 'extra x'], S, ...TALK], 20),
    ]);
    expect(judged).toMatchObject({ cause: 'hit', comparedWith: { exchangeId: '20 s ago' } });
  });

  it('is the one on another route, where it went on there', () => {
    const judged = judge(GROWN, { cacheRead: 0 }, (own) => [
      earlier(own, [S, ['u', '1']], 100),
      earlier(own, [S, ...TALK], 10, { providerModel: 'other' }),
    ]);
    expect(judged).toMatchObject({
      cause: 'route_changed',
      comparedWith: { providerModel: 'other' },
      lostTokens: 400,
    });
  });

  it('is not the same request to another route at the same time', () => {
    const judged = judge(GROWN, { cacheRead: 400 }, (own) => [
      earlier(own, GROWN, 1, { providerModel: 'other' }),
      earlier(own, [S, ...TALK], 10),
    ]);
    expect(judged).toMatchObject({ cause: 'hit', comparedWith: { exchangeId: '10 s ago' } });
  });

  it('is none for another agent of the session with the same tools and rules', () => {
    const judged = judge([S, ['u', 'task']], { agentId: 'sub', cacheRead: 0 }, (own) => [
      earlier(own, [S, ...TALK], 10),
    ]);
    expect(judged).toMatchObject({ cause: 'first', sharedBlocks: 1, lostTokens: 0 });
  });
});

describe('the cause', () => {
  const edited: Spoken[] = [S, ['u', '1 edited'], ...GROWN.slice(2)];

  it('is no edit, where the provider read on behind it', () => {
    const preceding = (own: SentBlock[]) => [earlier(own, [S, ...TALK], 10)];
    expect(judge(edited, { cacheRead: 100 }, preceding)).toMatchObject({
      cause: 'history_edited',
      lostTokens: 200,
    });
    expect(judge(edited, { cacheRead: 400 }, preceding)).toMatchObject({ cause: 'hit', lostTokens: 0 });
    expect(judge(edited, { cacheRead: null }, preceding)).toMatchObject({
      cause: 'history_edited',
      lostTokens: null,
    });
  });

  it('is none where nothing that was in the cache stands behind: going back and asking anew', () => {
    const back: Spoken[] = [S, ['u', '1'], ['a', '2'], ['u', 'another']];
    const judged = judge(back, { cacheRead: 300 }, (own) => [earlier(own, [S, ...TALK], 10)]);
    expect(judged).toMatchObject({ cause: 'hit', sharedBlocks: 3, lostTokens: 0, difference: { index: 3 } });
  });

  it('is the time, where an edit comes after the longest lifetime, and the edit before it', () => {
    const at = (ageS: number) =>
      judge(edited, { cacheRead: 0 }, (own) => [earlier(own, [S, ...TALK], ageS)]).cause;
    expect([at(10), at(1800), at(7200)]).toEqual(['history_edited', 'history_edited', 'expired']);
  });

  it('is never the time, where nobody knows how long the provider keeps it', () => {
    const rule: CacheRule = { ...RULE, lifetime_s: null };
    const days = (parts: Spoken[]) =>
      judge(parts, { cacheRead: 0 }, (own) => [earlier(own, [S, ...TALK], 500_000)], { rule });
    expect(days(GROWN)).toMatchObject({ cause: 'provider_missed', lostTokens: 400 });
    expect(days(edited).cause).toBe('history_edited');
  });

  it('is a summary, where the client asked for one since', () => {
    const judged = judge(
      [S, ['u', 'summary'], ['u', '3'], ['u', '5']],
      { cacheRead: 100 },
      (own) => [earlier(own, GROWN.slice(0, 4), 100)],
      { compactedAt: 1_000_000_000 - 50_000 },
    );
    expect(judged.cause).toBe('compacted');
  });

  it('is nothing of a provider that is not known to cache, until it does', () => {
    const rule: CacheRule = { ...RULE, known: false, mode: 'unknown', lifetime_s: null };
    const preceding = (read: number) => (own: SentBlock[]) => [
      earlier(own, [S, ...TALK], 10, { cacheRead: read }),
    ];
    expect(judge(edited, { cacheRead: 0 }, preceding(0), { rule }).cause).toBe('unknown_provider');
    expect(judge(edited, { cacheRead: 0 }, preceding(50), { rule }).cause).toBe('history_edited');
  });

  it('is a mark that is missing, where the provider goes by marks', () => {
    const rule: CacheRule = {
      ...RULE,
      mode: 'breakpoints',
      step_tokens: 1,
      lifetime_s: { least: 300, most: 300 },
    };
    const preceding = (ageS: number, over: Partial<CacheTurn>) => (own: SentBlock[]) => [
      earlier(own, [S, ...TALK], ageS, over),
    ];
    const written = { cacheRead: 0, cacheWrite: 400 };
    const judged = (own: Partial<CacheTurn>, ageS: number, over: Partial<CacheTurn> = written) =>
      judge(GROWN, own, preceding(ageS, over), { rule });
    expect(judged({ cacheRead: 400, cacheWrite: 200 }, 10)).toMatchObject({
      cause: 'hit',
      expectedTokens: 400,
    });
    expect(judged({ cacheRead: 0, cacheWrite: 0 }, 10)).toMatchObject({
      cause: 'no_breakpoint',
      lostTokens: 400,
    });
    expect(judged({ cacheRead: 0, cacheWrite: 600 }, 10, { cacheRead: 0, cacheWrite: 0 }).cause).toBe(
      'no_breakpoint',
    );
    expect(judged({ cacheRead: 0, cacheWrite: 600 }, 10).cause).toBe('provider_missed');
    expect(judged({ cacheRead: 0, cacheWrite: 600 }, 400).cause).toBe('expired');
    expect(judged({ cacheRead: 0, cacheWrite: 600 }, 400, { ...written, cacheWrite1h: 400 }).cause).toBe(
      'provider_missed',
    );
  });

  it('is that nothing was read, where a provider names only what was', () => {
    const preceding = (own: SentBlock[]) => [earlier(own, [S, ...TALK], 10, { cacheRead: 300 })];
    expect(judge(GROWN, { cacheRead: null }, preceding)).toMatchObject({
      cause: 'provider_missed',
      lostTokens: 400,
    });
  });
});
