import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Block, type PlacedContext, placeBlocks } from '../../../src/context/index.ts';
import type { ExchangeKind } from '../../../src/contract/index.ts';
import { newId } from '../../../src/exchange/index.ts';
import {
  clientOf,
  createSessionDirectory,
  type Headers,
  type SessionDirectory,
  sessionHint,
} from '../../../src/sessions/index.ts';
import { type OpenedStore, openStore, type Store } from '../../../src/storage/index.ts';
import { readRequest } from '../../support/fixtures/context.ts';
import { type ToolRequest, toolFixtures } from '../../support/fixtures/index.ts';
import { batchOf, exchangeOf } from '../../support/store-rows.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

/** A call as the pipeline hands it to the sessions. */
export interface Asked {
  headers?: Headers;
  body?: Record<string, unknown>;
  blocks?: Block[];
  context?: PlacedContext;
  operation?: ExchangeKind;
  streamed?: boolean;
}

/** Whose a call was found to be. */
export interface Heard {
  session: number | null;
  agent: string | null;
  kind: ExchangeKind;
  client: string | null;
  created: boolean;
}

export interface Bed {
  readonly store: Store;
  readonly directory: SessionDirectory;
  readonly failures: unknown[];
  /** Lets time pass, in ms. */
  wait(ms: number): void;
  /** As after a new start of the program. */
  restart(): Promise<void>;
  /** Hears a call a second after the last. */
  hear(asked: Asked): Promise<Heard>;
  hearRequest(request: ToolRequest): Promise<Heard>;
  /** Hears a call, and writes its exchange as the recorder would. */
  keep(asked: Asked): Promise<Heard>;
  /** Names of all sessions, the oldest first. */
  names(): Promise<string[]>;
}

/** A block of a conversation. */
export function said(role: string, content: string, message = 0, more: Partial<Block> = {}): Block {
  const kind = role === 'system' || role === 'developer' ? 'system' : 'text';
  return { kind, role, tool: null, content, envelope: null, message, ...more };
}

export function offered(...names: string[]): Block[] {
  return names.map((tool) => said('tools', `{"name":"${tool}"}`, -1, { kind: 'tool_schema', tool }));
}

/** Texts of user and assistant in turn. */
export function talk(...texts: string[]): Block[] {
  return texts.map((text, at) => said(at % 2 ? 'assistant' : 'user', text, at));
}

/** Requests of one tool, by the name of its package. */
export function requestsOf(tool: string): ToolRequest[] {
  const fixture = toolFixtures().find((it) => it.tool === tool);
  if (fixture === undefined) throw new Error(`There are no requests of ${tool}`);
  return fixture.requests;
}

/** Sessions over a store of their own; emptied after each test. */
export function startBed(): Bed {
  let folder: string;
  let store: OpenedStore;
  let directory: SessionDirectory;
  let now = 0;
  const failures: unknown[] = [];
  const clock = { now: () => now, monotonic: () => now };

  async function restart(): Promise<void> {
    directory = await createSessionDirectory({
      store,
      clock,
      onEvent: () => {},
      onFailure: (error) => failures.push(error),
    });
  }

  async function hear(asked: Asked): Promise<Heard> {
    now += SECOND;
    const { headers = {}, body = {}, operation = 'turn', streamed = true } = asked;
    const context = asked.context ?? placeBlocks(asked.blocks ?? []);
    const call = { operation, streamed, context };
    const hint = sessionHint({ pathSession: null, headers, body, call });
    const client = hint.client ?? clientOf(headers).name;
    const kind = hint.kind ?? operation;
    const facts = { kind, clientName: client, provider: null, model: null, startedAt: now };
    const found = await directory.identify(hint, context, facts);
    return { session: found.sessionId, agent: found.agentId, created: found.created, kind, client };
  }

  async function keep(asked: Asked): Promise<Heard> {
    const heard = await hear(asked);
    const { blocks, head } = asked.context ?? placeBlocks(asked.blocks ?? []);
    const exchange = exchangeOf({
      id: newId(now),
      sessionId: heard.session,
      agentId: heard.agent,
      kind: heard.kind,
      startedAt: now,
      clientName: heard.client,
      headReceived: head,
    });
    const nodes = blocks.map((block) => ({ ...block, id: block.nodeId, blockHash: block.hash }));
    const texts = blocks.map((block) => ({ ...block, bytes: block.content.length }));
    await store.write(batchOf({ exchanges: [exchange], nodes, blocks: texts }));
    return heard;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sessions-'));
    store = await openStore({ dialect: 'sqlite', file: join(folder, 'data.db') });
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    now = Date.UTC(2026, 0, 1);
    failures.length = 0;
    await restart();
  });
  afterEach(async () => {
    for (const session of await store.listSessions({ limit: 1000 })) await store.deleteSession(session.id);
  });

  return {
    get store() {
      return store;
    },
    get directory() {
      return directory;
    },
    failures,
    wait: (ms) => {
      now += ms;
    },
    restart,
    hear,
    keep,
    hearRequest: (request) => hear(readRequest(request)),
    names: async () => (await directory.list({ limit: 100 })).map((session) => session.name).reverse(),
  };
}
