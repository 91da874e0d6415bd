import { describe, expect, it } from 'vitest';
import type { SessionView } from '../../../src/contract/session.ts';
import { agentCosts, agentTree } from '../../../web/src/panels/sessions/session/agent-tree.ts';
import { chosenAgent, turnAt } from '../../../web/src/panels/sessions/session/choose-turn.ts';
import { memoryColumns } from '../../../web/src/panels/sessions/session/memory-columns.ts';
import { columnsOf } from '../../../web/src/panels/sessions/session/strip-columns.ts';
import { lastBefore, tailAfter, withTail } from '../../../web/src/panels/sessions/session/timeline-pages.ts';
import { idOf, turnLines } from '../../../web/src/panels/sessions/session/turn-rows.ts';
import {
  isFound,
  type SessionPages,
  withoutSession,
  withSession,
} from '../../../web/src/panels/sessions/session-pages.ts';
import { agent, mark, timeline, turn } from './timelines.ts';

function session(id: number, over: Partial<SessionView> = {}): SessionView {
  return {
    id,
    name: `Session ${id}`,
    provider: null,
    model: null,
    is_active: false,
    is_pinned: false,
    created_at: '2026-01-01T00:00:00.000Z',
    last_turn_at: null,
    exchanges: 0,
    project: null,
    ...over,
  };
}

const pagesOf = (...pages: SessionView[][]): SessionPages => ({ pages, pageParams: pages.map(() => null) });
const ids = ({ pages }: SessionPages): number[][] => pages.map((page) => page.map(({ id }) => id));

describe('the list of sessions', () => {
  it('takes a new session in on top, and a changed one in its place', () => {
    const list = pagesOf([session(5), session(4)], [session(2)]);
    expect(ids(withSession(list, session(6)))).toEqual([[6, 5, 4], [2]]);
    const renamed = withSession(list, session(4, { name: 'Parser' }));
    expect(ids(renamed)).toEqual(ids(list));
    expect(renamed.pages[0]?.[1]?.name).toBe('Parser');
  });

  it('takes one that was brought back in where it was', () => {
    expect(ids(withSession(pagesOf([session(5), session(4)], [session(2)]), session(3)))).toEqual([
      [5, 4],
      [3, 2],
    ]);
    expect(ids(withSession(pagesOf([session(5)]), session(1)))).toEqual([[5, 1]]);
  });

  it('has one current and one pinned session at most', () => {
    const list = pagesOf([session(2, { is_active: true, is_pinned: true }), session(1)]);
    const { pages } = withSession(list, session(1, { is_active: true, is_pinned: true }));
    expect(pages[0]?.map(({ is_active, is_pinned }) => [is_active, is_pinned])).toEqual([
      [false, false],
      [true, true],
    ]);
  });

  it('loses what was deleted', () => {
    expect(ids(withoutSession(pagesOf([session(2)], [session(1)]), 1))).toEqual([[2], []]);
  });

  it('is filtered by words of the name, the project, the model and the provider', () => {
    const one = session(1, { name: 'Fix the Parser', project: '/src/lexer', model: 'kimi-k3' });
    expect(['parser FIX', 'lexer kimi', ''].map((typed) => isFound(one, typed))).toEqual([true, true, true]);
    expect(isFound(one, 'parser haiku')).toBe(false);
  });
});

describe('the end of a timeline', () => {
  it('is read from the last known turn on', () => {
    const data = {
      pages: [timeline([turn('a'), turn('b')]), timeline([turn('d')])],
      pageParams: [null, 'b'],
    };
    expect(tailAfter(data, ['e'])).toBe('d');
  });

  it('is read from before what ended late, and from before what still ran', () => {
    const data = { pages: [timeline([turn('a'), turn('c')], [mark('b')])], pageParams: [null] };
    expect(tailAfter(data, ['bb', 'e'])).toBe('b');
    const running = {
      pages: [timeline([turn('a'), turn('c', { status: 'running' }), turn('d')])],
      pageParams: [null],
    };
    expect(tailAfter(running, ['e'])).toBe('a');
    expect(lastBefore(['b'], ['a'])).toBe(null);
  });

  it('takes the place of what was known of it, on whichever page', () => {
    const data = {
      pages: [timeline([turn('a'), turn('c')]), timeline([turn('d')], [mark('e')])],
      pageParams: [null, 'c'],
    };
    const tail = timeline([turn('b'), turn('c', { context: 9 }), turn('d')], [mark('e')]);
    const joined = withTail(data, 'a', tail);
    const turns = joined.pages.flatMap((page) => page.turns);
    expect(turns.map(({ exchange_id, context }) => [exchange_id, context])).toEqual([
      ['a', 100],
      ['b', 100],
      ['c', 9],
      ['d', 100],
    ]);
    expect(joined.pages.flatMap((page) => page.marks.map(({ exchange_id }) => exchange_id))).toEqual(['e']);
    expect(joined.pageParams).toHaveLength(joined.pages.length);
  });
});

describe('a new turn', () => {
  it('follows all that was known', () => {
    const data = { pages: [timeline([turn('a'), turn('b')])], pageParams: [null] };
    const { pages } = withTail(data, 'b', timeline([turn('c')]));
    expect(pages[0]?.turns.map(({ exchange_id }) => exchange_id)).toEqual(['a', 'b', 'c']);
  });
});

describe('which turn is meant', () => {
  const turns = [turn('01aa'), turn('01bb'), turn('01cc')];

  it('is told by an id or by a number from 1', () => {
    expect(['01bb', '3', '1'].map((asked) => turnAt(turns, asked))).toEqual([1, 2, 0]);
  });

  it('is nobody’s where there is none such', () => {
    expect(['0', '4', 'x', '', null].map((asked) => turnAt(turns, asked))).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('is of the agent that was asked for, else of the main one', () => {
    const agents = [agent('x'), agent('m', { main: true })];
    expect(['x', 'gone', null].map((asked) => chosenAgent(agents, asked)?.id)).toEqual(['x', 'm', 'm']);
    expect(chosenAgent([], null)).toBe(null);
  });
});

describe('the strip', () => {
  it('has a column a turn where there is room', () => {
    expect(columnsOf([turn('a'), turn('b')], 10).map(({ from, to }) => [from, to])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it('puts turns together where there is none, and loses neither the highest nor a mark', () => {
    const turns = Array.from({ length: 10_000 }, (_, n) => turn(String(n), { context: n }));
    turns[4001] = turn('4001', { context: null, context_use: null, cache_broke: true });
    const columns = columnsOf(turns, 300);
    expect(columns.length).toBeLessThanOrEqual(300);
    expect(columns.map(({ from }) => from)).toEqual([0, ...columns.slice(0, -1).map(({ to }) => to + 1)]);
    expect(columns.at(-1)).toMatchObject({ to: 9999, context: 9999 });
    expect(columns.filter(({ cacheBroke }) => cacheBroke)).toHaveLength(1);
  });

  it('does not know the height of turns of which nothing is known', () => {
    expect(columnsOf([turn('a', { context: null, context_use: null })], 5)[0]).toMatchObject({
      context: null,
      use: null,
    });
  });
});

describe('turns and what happened between them', () => {
  it('are one list, the newest first, of one agent', () => {
    const marks = [mark('b'), mark('d', { agent_id: 'other' }), mark('e', { agent_id: null })];
    expect(turnLines([turn('a'), turn('c')], marks, [], 'main').map(idOf)).toEqual(['e', 'c', 'b', 'a']);
    expect(turnLines([turn('a')], marks, [], null).map(idOf)).toEqual(['e', 'd', 'b', 'a']);
  });
});

describe('helpers', () => {
  const at = (minute: number): string => `2026-01-01T00:0${minute}:00.000Z`;
  const turns = [turn('a', { started_at: at(1) }), turn('b', { started_at: at(3) })];
  const helper = (id: string, minute: number, parent = 'main') =>
    agent(id, { parent, created_at: at(minute) });

  it('stand under the turn that began them, the oldest first', () => {
    const agents = [agent('main'), helper('x', 2), helper('y', 3), helper('z', 4), helper('xx', 2, 'x')];
    expect(turnLines(turns, [], agents, 'main').map(idOf)).toEqual(['b', 'y', 'z', 'a', 'x']);
  });

  it('stand under none where no turn is as old, and where the turns are nobody’s', () => {
    expect(turnLines(turns, [], [agent('main'), helper('x', 0)], 'main').map(idOf)).toEqual(['b', 'a']);
    expect(turnLines(turns, [], [helper('x', 2)], null).map(idOf)).toEqual(['b', 'a']);
  });
});

describe('agents', () => {
  const shape = (agents: Parameters<typeof agentTree>[0]) =>
    agentTree(agents).map(({ agent: { id }, depth }) => `${'-'.repeat(depth)}${id}`);

  it('are followed by their helpers', () => {
    const agents = [agent('m'), agent('a', { parent: 'm' }), agent('n'), agent('aa', { parent: 'a' })];
    expect(shape(agents)).toEqual(['m', '-a', '--aa', 'n']);
  });

  it('stand alone where their parent is not there, and are all there where they go in a circle', () => {
    expect(shape([agent('a', { parent: 'gone' }), agent('b')])).toEqual(['a', 'b']);
    expect(shape([agent('a', { parent: 'b' }), agent('b', { parent: 'a' })])).toEqual(['a', '-b']);
  });

  it('cost what their turns are known to cost, and nothing that is unknown', () => {
    const turns = [turn('a', { cost_usd: 1 }), turn('b', { cost_usd: null }), turn('c', { cost_usd: 2 })];
    expect(agentCosts(turns).get('main')).toBe(3);
    expect(agentCosts([turn('a', { cost_usd: null })]).get('main')).toBe(undefined);
  });
});

describe('memory', () => {
  it('is shown of the largest turn of a column, and is unknown where it is', () => {
    const point = (memory: number | null, chat: number | null) => ({
      exchange_id: 'a',
      started_at: '',
      prompt_tokens: null,
      memory_tokens: memory,
      chat_tokens: chat,
      memory_ratio: null,
      context_use: null,
    });
    expect(memoryColumns([point(1, 2), point(3, 9), null], 2)).toEqual([
      { memory: 3, chat: 9 },
      { memory: null, chat: null },
    ]);
  });
});
