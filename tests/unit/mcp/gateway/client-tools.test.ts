import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, it, vi } from 'vitest';
import { createClientTools } from '../../../../src/mcp/gateway/client-tools.ts';
import type { Link } from '../../../../src/mcp/link.ts';
import type { Supervisor } from '../../../../src/mcp/servers/supervisor.ts';

/** A connection whose lists are answered by hand, in the order in which they were asked for. */
function linkByHand(capabilities: object = { tools: {} }) {
  const asked: ((names: string[] | null) => void)[] = [];
  const request = () =>
    new Promise((resolve, reject) => {
      asked.push((names) =>
        names === null ? reject(new Error('no')) : resolve({ tools: names.map((name) => ({ name })) }),
      );
    });
  return { asked, link: { info: { capabilities }, request } as unknown as Link };
}

const changed = vi.fn();
const ours = [{ name: 'ours' }];
const server = { config: { name: 'a' }, tools: async () => ours } as unknown as Supervisor;
const namesOf = async (tools: Promise<readonly { name: string }[]>) => (await tools).map((tool) => tool.name);

beforeEach(() => changed.mockReset());

it('are what the server lists to us, until the client’s own connection was asked', async () => {
  const tools = createClientTools(changed);
  expect(await namesOf(tools.of(server))).toEqual(['ours']);
  tools.refresh(server, linkByHand({}).link);
  expect(await namesOf(tools.of(server))).toEqual(['ours']);
  const { asked, link } = linkByHand();
  tools.refresh(server, link);
  const waiting = namesOf(tools.of(server));
  asked[0]?.(['theirs']);
  expect(await waiting).toEqual(['theirs']);
  expect(changed).toHaveBeenCalledOnce();
});

it('that changed while they were read are read again for who asks then, and once for all who ask', async () => {
  const tools = createClientTools(changed);
  const { asked, link } = linkByHand();
  tools.refresh(server, link);
  const early = namesOf(tools.of(server));
  tools.refresh(server, link);
  tools.refresh(server, link);
  const late = [namesOf(tools.of(server)), namesOf(tools.of(server))];
  asked[0]?.(['first']);
  expect(await early).toEqual(['first']);
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  asked[1]?.(['second']);
  expect(await Promise.all(late)).toEqual([['second'], ['second']]);
  expect(await namesOf(tools.of(server))).toEqual(['second']);
  expect(asked).toHaveLength(2);
});

it('that changed are read after a rest where nobody asks', async () => {
  vi.useFakeTimers();
  try {
    const tools = createClientTools(changed);
    const { asked, link } = linkByHand();
    tools.refresh(server, link);
    asked[0]?.(['first']);
    await vi.advanceTimersByTimeAsync(0);
    tools.refresh(server, link);
    await vi.advanceTimersByTimeAsync(900);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toHaveLength(2);
    asked[1]?.(['first', 'second']);
    await vi.advanceTimersByTimeAsync(0);
    expect(changed).toHaveBeenCalledTimes(2);
    // Nothing changed since: nothing is read.
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});

it('stand where they could not be read', async () => {
  const tools = createClientTools(changed);
  const { asked, link } = linkByHand();
  tools.refresh(server, link);
  asked[0]?.(['theirs']);
  expect(await namesOf(tools.of(server))).toEqual(['theirs']);
  tools.refresh(server, link);
  const waiting = namesOf(tools.of(server));
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  asked[1]?.(null);
  expect(await waiting).toEqual(['theirs']);
});

it('of a connection that has ended are forgotten, also what it answers late', async () => {
  const tools = createClientTools(changed);
  const old = linkByHand();
  tools.refresh(server, old.link);
  tools.forget('a');
  expect(await namesOf(tools.of(server))).toEqual(['ours']);
  const { asked, link } = linkByHand();
  tools.refresh(server, link);
  asked[0]?.(['new']);
  expect(await namesOf(tools.of(server))).toEqual(['new']);
  old.asked[0]?.(['old']);
  await setImmediate();
  expect(changed).toHaveBeenCalledOnce();
  expect(await namesOf(tools.of(server))).toEqual(['new']);
});
