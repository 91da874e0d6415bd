import { homedir } from 'node:os';
import type { Program } from './cli/index.ts';
import { type Config, type ConfigProblem, needRestart } from './config/index.ts';
import { createContextStore, GrowthReader } from './context/index.ts';
import { type Clock, isoTime, newId, systemClock } from './exchange/index.ts';
import { createLive } from './live/index.ts';
import { builtInJsonQuery, createMcp, createRules, fetchThrough, type Mcp } from './mcp/index.ts';
import { createLogger, createMetrics, ProviderHealth } from './observability/index.ts';
import {
  Anchors,
  choiceFor,
  createPipeline,
  Gauges,
  modelViews,
  pricesOf,
  ReasoningMemory,
  RecentTurns,
  type Runtime,
  readBodies,
  summaryOf,
} from './pipeline/index.ts';
import { createPriceBook } from './pricing/index.ts';
import { matchLlm } from './protocols/index.ts';
import { createTestProvider, fetchModelList } from './providers/index.ts';
import { createRecorder } from './recording/index.ts';
import {
  createBreakers,
  createChosenModel,
  createModelLists,
  createRouter,
  type Router,
} from './routing/index.ts';
import { createServer, openWebFiles, ownTools } from './server/index.ts';
import { createSessionDirectory, UNDO_MS } from './sessions/index.ts';
import { type OpenedStore, startUpkeep } from './storage/index.ts';
import { KeepAlive } from './streaming/index.ts';
import {
  addedFolder,
  countBlocks,
  createCalibrations,
  createTokenCounter,
  planBlock,
  type Vocabulary,
} from './tokens/index.ts';
import { createAgents, createDispatcher, createSender } from './upstream/index.ts';

/** How long running exchanges get to end, in ms, when the program is asked to. */
const DRAIN_MS = 30_000;
/** How long the end waits, in ms, for counts without which calls of MCP tools are not recorded. */
const LAST_COUNTS_MS = 3_000;

/** Ms for a connection to an MCP server. */
const MCP_CONNECT_MS = 10_000;
/** What tools' definitions, arguments and results are counted by: which model reads them is not known here. */
const MCP_VOCABULARY = 'o200k_base';
/** The setting of the page that says what `auto` means. */
const DEFAULT_MODEL = 'default_model';

/** Bytes of request bodies kept to be compared with the next turn's: some thirty long conversations. */
const COMPARED_BYTES = 24 * 1024 * 1024;

export interface ProgramOptions {
  version: string;
  /** The store of the configuration's data folder; the program closes it when it ends. */
  store: OpenedStore;
  // What tests may set; the program runs with the defaults.
  /** Ms of silence after which a stream gets a comment. */
  silenceMs?: number;
  clock?: Clock;
  env?: NodeJS.ProcessEnv;
  random?: () => number;
}

/** The program as this process sees it. */
export interface WholeProgram extends Program {
  /** Resolves when nothing runs and everything that ended is accounted for. */
  idle(): Promise<void>;
}

/** Wires the rooms together and serves. Rejects with a sentence for a person where that cannot be. */
export async function startProgram(config: Config, options: ProgramOptions): Promise<WholeProgram> {
  const { version, store } = options;
  const clock = options.clock ?? systemClock;
  const startedAt = clock.now();
  const log = createLogger(config.logLevel);
  const metrics = createMetrics(version);
  const env = options.env ?? process.env;
  const agents = createAgents(env);
  for (const notice of store.notices) log.warn(notice);
  await store.markInterrupted();

  const live = createLive({ clock, version });
  const { bus } = live;
  const counter = createTokenCounter({
    clock,
    added: addedFolder(config.dataDir),
    onFailure: (reason, error) => log.warn('tokens were estimated, not counted', { code: reason, error }),
  });
  const context = createContextStore<Vocabulary>({
    plan: planBlock,
    count: (texts, vocabulary) => counter.count(texts, vocabulary),
    countNow: (texts, vocabulary) => counter.countNow(texts, vocabulary),
    lookupCounts: (hashes, vocabulary) => store.countsOf(hashes, vocabulary),
  });
  const calibrations = createCalibrations({
    store,
    clock,
    onFailure: (error) => log.warn('what was learnt of token counts could not be kept', { error }),
  });
  await calibrations.load();
  const growth = new GrowthReader(COMPARED_BYTES);
  /** After a deletion, or where something could not be stored: it is handed over again with the next request. */
  const forgetContexts = (): void => {
    context.clear();
    growth.clear();
  };
  const recorder = createRecorder({
    store,
    clock,
    onTrouble(code) {
      metrics.storageTrouble('write');
      log.warn('what was recorded could not be written', { code });
      // What was taken to be stored may not be: it is handed over again with the next request that has it.
      if (code === 'recording_dropped') forgetContexts();
    },
  });
  const sessions = await createSessionDirectory({
    store,
    clock,
    onEvent(event) {
      if (event.change === 'deleted') {
        forgetContexts();
        upkeep.purgeLater();
      }
      bus.publish(event);
    },
    onFailure: (error) => log.warn('an exchange stays without a session', { error }),
    namesFromContent: () => runtime.config.capture !== 'none',
  });

  const prices = createPriceBook();
  const send = createSender(agents);
  const lists = createModelLists({
    fetchList: (provider, limits) => fetchModelList(send, provider, limits),
    clock,
    onTrouble: (provider, error) => log.debug('a list of models could not be had', { provider, error }),
  });
  const chosenModel = createChosenModel({
    chosen: (await store.settings()).find(({ name }) => name === DEFAULT_MODEL)?.value ?? null,
    save: (model) =>
      model === null
        ? store.removeSetting(DEFAULT_MODEL)
        : store.saveSetting({ name: DEFAULT_MODEL, value: model, updatedAt: clock.now() }),
    resolve: (request) => runtime.router.resolve(request),
    onChange(model) {
      runtime = { ...runtime, router: routerFor(runtime.config) };
      const message = model === null ? 'default_model is the configured one' : `default_model is ${model}`;
      bus.publish({ type: 'config', change: 'settings', message });
    },
  });
  const routerFor = (of: Config): Router => {
    const chosen = chosenModel.current();
    return createRouter(
      of,
      lists,
      (provider, model) => prices.window(provider, model),
      chosen === null ? undefined : { model: chosen, from: 'page' },
    );
  };
  const runtimeFor = (of: Config): Runtime => ({
    config: of,
    router: routerFor(of),
    usageRefusers: new Set(),
  });
  let runtime = runtimeFor(config);
  let loadedAt = startedAt;
  let refused: { at: number; problems: readonly ConfigProblem[] } | null = null;
  const breakers = createBreakers({
    clock,
    onChange: (provider, breaker) =>
      bus.publish({ type: 'provider', provider, breaker, ...breakerTimes(provider) }),
  });
  const timeOf = (ms: number | null) => (ms === null ? null : isoTime(ms));
  const breakerTimes = (provider: string) => ({
    breaker_since: timeOf(breakers.since(provider)),
    breaker_retry_at: timeOf(breakers.retryAt(provider)),
  });
  const health = new ProviderHealth();
  const pipeline = createPipeline({
    clock,
    runtime: () => runtime,
    send,
    sendTest: createTestProvider({
      clock,
      count: async (text) => (await counter.count([text], 'o200k_base'))[0]?.tokens ?? 0,
    }),
    breakers,
    sessions,
    store,
    recent: new RecentTurns(),
    reasoning: new ReasoningMemory(),
    context,
    growth,
    counter,
    calibrations,
    anchors: new Anchors(),
    prices,
    recorder,
    bus,
    gauges: new Gauges({
      bus,
      store,
      clock,
      isRemoved: (id) => sessions.isRemoved(id),
      flush: () => recorder.flush(),
    }),
    metrics,
    health,
    log,
    keepAlive: new KeepAlive(options.silenceMs),
    random: options.random ?? Math.random,
  });
  metrics.setSources({
    running: () => pipeline.running().length,
    connections: () => live.connections.activeConnections.size,
  });

  const mcpDispatcher = createDispatcher(env, MCP_CONNECT_MS, { headersTimeout: 0, bodyTimeout: 0 });
  const mcp: Mcp = createMcp({
    clock,
    version,
    config: config.mcp,
    bodyLimit: () => runtime.config.server.bodyLimit,
    fetch: fetchThrough(mcpDispatcher),
    rules: createRules(clock),
    jsonQuery: builtInJsonQuery(version),
    ownTools: ownTools({
      store,
      recorder,
      sessions,
      clock,
      choiceFor: (exchange) => choiceFor({ counter }, exchange),
      countBlocks: (blocks, vocabulary) => countBlocks(counter, blocks, vocabulary),
      get mcp() {
        return mcp;
      },
    }),
    publish: (event) => bus.publish(event),
    record: (call) => recorder.addMcpCall(call),
    beginCount: () => recorder.beginCount(),
    keepsContent: () => runtime.config.capture !== 'none',
    countTokens: async (texts) => (await counter.count([...texts], MCP_VOCABULARY)).map((one) => one.tokens),
    sessionOf: (client, { headers, session }) =>
      sessions.ofToolCall({ headers, pathSession: session, client }),
    onErrorLine: (name, line) => log.info('an MCP server wrote to its error output', { server: name, line }),
    onTrouble: (error) => log.error('a request to the MCP gateway failed', { error }),
  });

  const server = await createServer({
    version,
    startedAt,
    clock,
    config: () => runtime.config,
    configuration: () => ({ loadedAt, refused, needsRestart: needRestart(config, runtime.config) }),
    chosenModel,
    resolveRoute: (request) => runtime.router.resolve(request),
    surroundings: { env, home: env.HOME || homedir(), cwd: process.cwd() },
    store,
    recorder,
    sessions,
    live,
    gateway: mcp,
    llm: { match: matchLlm, stray: pipeline.stray, handle: pipeline.handle, refuse: pipeline.refuse },
    models: (off) =>
      modelViews({ prices, available: counter.available }, runtime.router.entries(off), clock.now()),
    breakerState: (provider) => breakers.state(provider),
    async providerStatus(provider) {
      await health.load(store, newId(startedAt), startedAt, (error) =>
        log.warn('how providers fared before the start is not known', { error }),
      );
      return { ...breakerTimes(provider), health: health.view(provider, clock.now()) };
    },
    tokensHealthy: () => counter.healthy(),
    calibrations: () => calibrations.all(),
    running: () => pipeline.running().map(summaryOf),
    countBlocks: (blocks, vocabulary) => countBlocks(counter, blocks, vocabulary),
    choiceFor: (exchange) => choiceFor({ counter }, exchange),
    bodies: (exchangeId) => readBodies(store, exchangeId),
    mcp,
    web: openWebFiles(new URL('./web/', import.meta.url)),
    prices,
    pricesOf: (exchange) => pricesOf(runtime, prices, exchange),
    metrics,
    logger: log,
  });

  const upkeep = startUpkeep({
    store,
    clock,
    retention: () => runtime.config.retention,
    undoMs: UNDO_MS,
    onDeleted: forgetContexts,
    onRetained: (count) => log.info('old exchanges were deleted', { count }),
    onTrouble(message, error) {
      metrics.storageTrouble('retain');
      log.warn(message, { error });
    },
  });

  const closeRooms = async (): Promise<void> => {
    upkeep.stop();
    lists.stop();
    await mcp.close();
    await server.close();
    await recorder.settleCounts(LAST_COUNTS_MS);
    await recorder.close();
    await calibrations.close();
    await Promise.all([counter.close(), agents.close(), mcpDispatcher.destroy()]);
    await store.close();
  };

  let port: number;
  try {
    ({ port } = await server.listen(config.server.host, config.server.port));
  } catch (error) {
    await closeRooms();
    throw error;
  }
  lists.follow(config.providers);
  // The first answer should not wait for the vocabulary to load.
  void counter.warm('o200k_base');
  void upkeep.purge();
  // Nor should the first window be unknown.
  setImmediate(() => {
    prices.load().catch((error) => log.warn('published prices could not be loaded', { error }));
  });

  let ending: Promise<void> | null = null;
  /** Once, however often it is asked for: an abort joins the drain that it cuts short. */
  const end = (): Promise<void> => {
    ending ??= Promise.all([pipeline.idle(), mcp.idle()]).then(closeRooms);
    return ending;
  };
  return {
    url: `http://${config.server.host.includes(':') ? `[${config.server.host}]` : config.server.host}:${port}`,
    running: () => pipeline.running().length + mcp.running(),
    idle: () => pipeline.idle(),
    async drain() {
      server.drain();
      const limit = setTimeout(() => {
        pipeline.abort();
        void mcp.close();
      }, DRAIN_MS);
      await end();
      clearTimeout(limit);
    },
    async abort() {
      server.drain();
      pipeline.abort();
      void mcp.close();
      await end();
    },
    reload(next) {
      // With another capture, what is stored may be less than what is to be kept now.
      if (next.capture !== runtime.config.capture) forgetContexts();
      runtime = runtimeFor(next);
      loadedAt = clock.now();
      refused = null;
      lists.follow(next.providers);
      mcp.follow(next.mcp);
      bus.publish({ type: 'config', change: 'reloaded', message: 'the configuration was read again' });
      log.info('the configuration was read again');
    },
    reloadRefused(reason, problems) {
      refused = { at: clock.now(), problems };
      bus.publish({ type: 'config', change: 'rejected', message: reason });
    },
  };
}
