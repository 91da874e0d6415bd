import type { Conversation } from './bodies.ts';
import type { Contender } from './contenders.ts';
import { closedLoop, fixedRate, type Sample } from './load.ts';
import { settle } from './process.ts';
import type { Scenario } from './scenarios.ts';
import { percentile } from './statistics.ts';

/** One contender under one load in one round. Times are in ms, memory in MB. */
export interface Measurement {
  contender: string;
  scenario: string;
  round: number;
  /** Requests a second; null for a fixed rate. */
  perSecond: number | null;
  /** Share of its core that the process used while the load ran. */
  busy: number | null;
  /** CPU ms a request, what is put off until after the answer included. */
  cpuMain: number | null;
  cpuTotal: number | null;
  firstByteP50: number | null;
  firstByteP99: number | null;
  totalP50: number | null;
  totalP99: number | null;
  /** The most resident memory seen. */
  rss: number | null;
}

/** Keeps a contender's conversations going from round to round. */
export class Bench {
  readonly #conversations = new Map<string, Conversation[]>();

  /** Brings a contender to its working temperature. */
  async warmUp(contender: Contender, scenario: Scenario): Promise<void> {
    await closedLoop(this.#load(contender, scenario), scenario.warmUp);
    if (contender.subject) await settle(contender.subject);
  }

  async measure(contender: Contender, scenario: Scenario, round: number): Promise<Measurement> {
    const { subject } = contender;
    let rss = subject?.rss() ?? 0;
    const watch = setInterval(() => {
      rss = Math.max(rss, subject?.rss() ?? 0);
    }, 100);
    const before = subject?.cpu();
    const start = performance.now();
    const load = this.#load(contender, scenario);
    let seconds = 0;
    let samples: Sample[] = [];
    try {
      if (scenario.load.kind === 'closed') seconds = await closedLoop(load, scenario.count);
      else samples = await fixedRate(load, scenario.count, scenario.load.perSecond);
    } finally {
      clearInterval(watch);
    }
    const elapsed = performance.now() - start;
    const during = subject?.cpu();
    if (subject) await settle(subject);
    const after = subject?.cpu();
    const firstByte = samples.map((sample) => sample.firstByte);
    const total = samples.map((sample) => sample.total);
    const rate = scenario.load.kind === 'rate';
    return {
      contender: contender.id,
      scenario: scenario.id,
      round,
      perSecond: rate ? null : scenario.count / seconds,
      busy: before && during ? (during.total - before.total) / elapsed : null,
      cpuMain: before && after ? (after.main - before.main) / scenario.count : null,
      cpuTotal: before && after ? (after.total - before.total) / scenario.count : null,
      firstByteP50: rate ? percentile(firstByte, 0.5) : null,
      firstByteP99: rate ? percentile(firstByte, 0.99) : null,
      totalP50: rate ? percentile(total, 0.5) : null,
      totalP99: rate ? percentile(total, 0.99) : null,
      rss: subject ? rss : null,
    };
  }

  #load(contender: Contender, scenario: Scenario) {
    const key = `${contender.id} ${scenario.id}`;
    const conversations = this.#conversations.get(key) ?? scenario.scripts().map((script) => script());
    this.#conversations.set(key, conversations);
    return { port: contender.port, expected: scenario.expected, conversations };
  }
}
