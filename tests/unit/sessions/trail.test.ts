import { describe, expect, it } from 'vitest';
import { EMPTY_TRAIL, follow, type Step } from '../../../src/sessions/trail.ts';
import type { StoredExchange } from '../../../src/storage/index.ts';
import { MINUTE, talkOf, trailOf, turn } from './turns.ts';

function stepsOf(exchanges: StoredExchange[]): Step[] {
  let trail = EMPTY_TRAIL;
  return exchanges.map((exchange) => {
    const next = follow(trail, exchange);
    trail = next.trail;
    return next.step;
  });
}

const growths = (exchanges: StoredExchange[]) => stepsOf(exchanges).map(({ growth }) => growth);

describe('the growth of a turn', () => {
  it('is what it has more than the one before, and unknown for the first', () => {
    expect(growths(talkOf([100, 150, 150, 120]))).toEqual([null, 50, 0, -30]);
  });

  it('is unknown where one of both is', () => {
    expect(growths([turn(1, null), turn(2, 100), turn(3, null), turn(4, 130)])).toEqual([
      null,
      null,
      null,
      30,
    ]);
  });

  it('is told against the last turn that went on: one that failed is sent again', () => {
    const failed = turn(2, 900, { status: 'error' });
    expect(growths([turn(1, 100), failed, turn(3, 140)])).toEqual([null, null, 40]);
    const cut = turn(2, 130, { status: 'cut' });
    expect(growths([turn(1, 100), cut, turn(3, 140)])).toEqual([null, 30, 10]);
  });

  it('is not told of what is no turn', () => {
    const title = turn(2, 5, { kind: 'title' });
    expect(growths([turn(1, 100), title, turn(3, 140)])).toEqual([null, null, 40]);
  });
});

describe('a compaction', () => {
  const compacted = (contexts: (number | 'compaction')[]) =>
    stepsOf(talkOf(contexts)).map((step) => step.compacted);

  it('is seen where the conversation is shorter behind an exchange that compacts', () => {
    expect(compacted([800, 'compaction', 700, 720])).toEqual([false, false, true, false]);
  });

  it('is seen where the conversation is shorter by more than half, without any', () => {
    expect(compacted([800, 401, 200, 100])).toEqual([false, false, true, false]);
    expect(compacted([800, 399])).toEqual([false, true]);
  });

  it('is none where the conversation is no shorter after all, or the exchange failed', () => {
    expect(compacted([800, 'compaction', 820, 700])).toEqual([false, false, false, false]);
    const failed = turn(2, 800, { kind: 'compaction', status: 'error' });
    expect(stepsOf([turn(1, 800), failed, turn(3, 700)]).at(-1)?.compacted).toBe(false);
  });

  it('is remembered by the share of the window at which it came, where the client may have chosen it', () => {
    expect(trailOf(talkOf([600, 830, 'compaction', 200])).compactedAt).toEqual([0.83]);
    const late = turn(2, 880, { kind: 'compaction' });
    expect(trailOf([turn(1, 830), late, turn(3, 200)]).compactedAt).toEqual([0.88]);
    expect(trailOf(talkOf([300, 'compaction', 100])).compactedAt).toEqual([]);
    expect(trailOf(talkOf([830, 'compaction', 200], { window: null })).compactedAt).toEqual([]);
  });
});

describe('a trail', () => {
  it('has the steps upwards and the time they took, the newest last', () => {
    const trail = trailOf(talkOf([100, 150, 130, 230]));
    expect(trail.growths).toEqual([50, 100]);
    expect(trail.gaps).toEqual([MINUTE, MINUTE, MINUTE]);
    expect(trail.last).toMatchObject({ context: 230, window: 1000, at: 3 * MINUTE });
  });

  it('leaves pauses out', () => {
    const at = (minutes: number, context: number) => turn(minutes, context);
    expect(trailOf([at(0, 10), at(30, 20), at(61, 30), at(62, 40)]).gaps).toEqual([30 * MINUTE, MINUTE]);
  });

  it('takes a turn that is sent again as it was for one', () => {
    const trail = trailOf([turn(0, 100), turn(5, 100), turn(6, 130)]);
    expect(trail.growths).toEqual([30]);
    expect(trail.gaps).toEqual([6 * MINUTE]);
  });

  it('compares figures of one measure alone: another model, or our own count, grows nothing', () => {
    const other = turn(2, 200, { providerModel: 'other' });
    expect(trailOf([turn(1, 100), other, turn(3, 210, { providerModel: 'other' })]).growths).toEqual([10]);
    const estimate = turn(2, 200, { tokens: { source: 'estimate' } });
    expect(trailOf([turn(1, 100), estimate, turn(3, 210)]).growths).toEqual([]);
  });

  it('is not led back by turns that come late', () => {
    const trail = trailOf([turn(5, 100), turn(3, 400), turn(6, 120)]);
    expect(trail.growths).toEqual([20]);
    expect(trail.gaps).toEqual([MINUTE]);
  });

  it('stays small, however long the conversation', () => {
    const contexts = Array.from({ length: 500 }, (_, n) => (n % 5 === 4 ? 100 : 600 + 60 * (n % 5)));
    const trail = trailOf(talkOf(contexts));
    expect(trail.growths).toHaveLength(60);
    expect(trail.gaps).toHaveLength(60);
    expect(trail.compactedAt).toHaveLength(10);
  });
});
