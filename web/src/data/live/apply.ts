import type {
  AlertEvent,
  InitMessage,
  MetricEvent,
  SequencedEvent,
} from '../../../../src/contract/events.ts';
import type { ExchangeRow } from '../../../../src/contract/row.ts';
import type { SessionView } from '../../../../src/contract/session.ts';

/** Rows of the newest exchanges that are kept; older ones are read from the server. */
const MOST_ROWS = 600;
const MOST_ALERTS = 100;
const MOST_METRICS = 100;

/** The newest measure of a session's main conversation. */
export type Metric = MetricEvent['data'] & { exchange_id: string | null };

/** What the page knows from `/ws`: where things stood when it connected, and everything since. */
export interface World {
  /** The last event that is in it. */
  seq: number;
  version: string | null;
  /** Context uses at which a gauge changes its colour, ascending. */
  thresholds: readonly number[];
  /** The current session. */
  session: SessionView | null;
  /** The newest measure of sessions, by their id: an event may come before its session is the current one. */
  metrics: ReadonlyMap<number, Metric>;
  /** By id. A change makes a new row, never a new map: {@link rowsChanged} counts. */
  rows: Map<string, ExchangeRow>;
  rowsChanged: number;
  /** When something of a running exchange was heard last, by its id: ms since 1970, by the program's clock. */
  heardAt: Map<string, number>;
  /** The newest row that was dropped because there were too many; null: none was. */
  droppedUpTo: string | null;
  /** Newest first. */
  alerts: readonly AlertEvent[];
}

export function emptyWorld(): World {
  return {
    seq: 0,
    version: null,
    thresholds: [],
    session: null,
    metrics: new Map(),
    rows: new Map(),
    rowsChanged: 0,
    heardAt: new Map(),
    droppedUpTo: null,
    alerts: [],
  };
}

function dropOldest(world: World): void {
  if (world.rows.size <= MOST_ROWS) return;
  const surplus = [...world.rows.keys()].sort().slice(0, world.rows.size - Math.floor(MOST_ROWS * 0.9));
  for (const id of surplus) {
    world.rows.delete(id);
    world.heardAt.delete(id);
    if (world.droppedUpTo === null || id > world.droppedUpTo) world.droppedUpTo = id;
  }
}

/** Takes a snapshot. What was known of rows stays: the snapshot has those that run. */
export function applyInit(world: World, init: InitMessage): World {
  const running = new Set(init.running.map(({ id }) => id));
  // What ran before the connection was lost and runs no more ended meanwhile: the list is read again.
  if (!init.resumed) {
    for (const [id, row] of world.rows) {
      if (row.status !== 'running' || running.has(id)) continue;
      world.rows.delete(id);
      world.heardAt.delete(id);
    }
  }
  for (const row of init.running) world.rows.set(row.id, row);
  const id = init.session?.id ?? null;
  return {
    ...world,
    seq: init.seq,
    version: init.version,
    thresholds: init.thresholds,
    session: init.session,
    metrics:
      init.metric === null || id === null
        ? world.metrics
        : withMetric(world.metrics, id, { ...init.metric, exchange_id: null }),
    rowsChanged: world.rowsChanged + 1,
  };
}

function withMetric(metrics: World['metrics'], sessionId: number, metric: Metric): World['metrics'] {
  const next = new Map(metrics);
  // The newest last, so that the first is the one to go.
  next.delete(sessionId);
  next.set(sessionId, metric);
  const [oldest] = next.keys();
  if (next.size > MOST_METRICS && oldest !== undefined) next.delete(oldest);
  return next;
}

/** The measure of the current session; null until one of its turns is measured. */
export function currentMetric({ session, metrics }: World): Metric | null {
  return session === null ? null : (metrics.get(session.id) ?? null);
}

/** Goes on by one event. Rows are changed in place; everything else is made new. */
export function applyEvent(world: World, event: SequencedEvent): World {
  if (event.seq <= world.seq) return world;
  const next: World = { ...world, seq: event.seq };
  switch (event.type) {
    case 'exchange':
      next.rows.set(event.exchange.id, event.exchange);
      if (event.exchange.status === 'running') next.heardAt.set(event.exchange.id, Date.parse(event.at));
      else next.heardAt.delete(event.exchange.id);
      next.rowsChanged++;
      dropOldest(next);
      return next;
    case 'metric':
      if (event.kind === 'turn' && event.session_id !== null) {
        const metric = { ...event.data, exchange_id: event.exchange_id };
        next.metrics = withMetric(world.metrics, event.session_id, metric);
      }
      return next;
    case 'session':
      return applySession(next, event);
    case 'alert':
      next.alerts = [event, ...world.alerts].slice(0, MOST_ALERTS);
      return next;
    default:
      return next;
  }
}

function applySession(
  world: World,
  { change, session }: Extract<SequencedEvent, { type: 'session' }>,
): World {
  const isOurs = world.session?.id === session.id;
  if (change === 'deleted' || !('name' in session)) {
    for (const [id, row] of world.rows) {
      if (row.session_id !== session.id) continue;
      world.rows.delete(id);
      world.heardAt.delete(id);
    }
    return { ...world, rowsChanged: world.rowsChanged + 1, session: isOurs ? null : world.session };
  }
  return session.is_active || isOurs ? { ...world, session } : world;
}
