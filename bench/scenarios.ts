import { freshMessages, growing, type RequestForm, type Script } from './bodies.ts';
import type { Expected } from './load.ts';
import { ANSWER_BYTES } from './mock.ts';

/** A load that every contender gets. */
export interface Scenario {
  id: string;
  title: string;
  /** `closed`: as fast as it goes. `rate`: that many a second, to measure latency. */
  load: { kind: 'closed' } | { kind: 'rate'; perSecond: number };
  connections: number;
  /** Requests in each round. */
  count: number;
  /** Requests before the first round, not measured. */
  warmUp: number;
  expected: Expected;
  /** One script for each connection. */
  scripts(): Script[];
}

interface Size {
  /** Factor on the number of requests. */
  effort: number;
  rounds: number;
}

const AT_ONCE = 50;
/** Bytes that an agent's median turn adds. */
const GROWTH = 3500;
const LARGE = 720_000;

function expected(answer: RequestForm['answer']): Expected {
  if (answer === 'json') return { status: 200, bytes: ANSWER_BYTES.json, tail: '}}' };
  const bytes = answer === 'stream' ? ANSWER_BYTES.stream : ANSWER_BYTES.streamWithUsage;
  return { status: 200, bytes, tail: 'data: [DONE]\n\n' };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

interface Shape {
  id: string;
  title: string;
  answer: RequestForm['answer'];
  connections?: number;
  count: number;
  perSecond?: number;
  /** Bytes of a body; `LARGE` and above grow turn by turn. */
  bytes: number;
}

function scenario(shape: Shape, size: Size): Scenario {
  const { id, title, answer, bytes, connections = AT_ONCE } = shape;
  const count = Math.max(connections, Math.round((shape.count * size.effort) / connections) * connections);
  const warmUp =
    bytes >= LARGE
      ? connections * 2
      : shape.perSecond
        ? Math.ceil(count / 3)
        : Math.round(5000 * size.effort);
  const turns = Math.ceil((warmUp + count * size.rounds) / connections) + 4;
  const form = (client: number): RequestForm => ({
    answer,
    session: `bench-${id}-${client}`,
    model: 'mock/m',
  });
  const script = (client: number) =>
    bytes >= LARGE
      ? growing(form(client), bytes, GROWTH, turns)
      : freshMessages(form(client), bytes, Math.min(bytes - 200, GROWTH));
  return {
    id,
    title,
    load: shape.perSecond ? { kind: 'rate', perSecond: shape.perSecond } : { kind: 'closed' },
    connections,
    count,
    warmUp,
    expected: expected(answer),
    scripts: once(() => Array.from({ length: connections }, (_, client) => script(client))),
  };
}

/** The loads of a run. */
export function scenarios(size: Size): Scenario[] {
  const stream = 'stream-with-usage' as const;
  const shapes: Shape[] = [
    { id: 'json-1k', title: '1 KB', answer: 'json', bytes: 1024, count: 15_000 },
    { id: 'json-32k', title: '32 KB', answer: 'json', bytes: 32 * 1024, count: 6000 },
    { id: 'json-775k', title: '775 KB, growing', answer: 'json', bytes: LARGE, count: 480, connections: 16 },
    { id: 'stream', title: 'stream of 64, usage asked for', answer: stream, bytes: 1024, count: 4000 },
    {
      id: 'stream-unasked',
      title: 'stream of 64, usage not asked for',
      answer: 'stream',
      bytes: 1024,
      count: 4000,
    },
    { id: 'rate-json-1k', title: '1 KB', answer: 'json', bytes: 1024, perSecond: 400, count: 800 },
    { id: 'rate-stream-1k', title: 'stream, 1 KB', answer: stream, bytes: 1024, perSecond: 200, count: 400 },
    {
      id: 'rate-stream-32k',
      title: 'stream, 32 KB',
      answer: stream,
      bytes: 32 * 1024,
      perSecond: 200,
      count: 400,
    },
    {
      id: 'rate-stream-775k',
      title: 'stream, 775 KB, growing',
      answer: stream,
      bytes: LARGE,
      perSecond: 20,
      count: 50,
      connections: 10,
    },
  ];
  return shapes.map((shape) => scenario(shape, size));
}
