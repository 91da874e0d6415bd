import type { Config, ConfigProblem } from '../config/index.ts';

/** The program while it serves. */
export interface Program {
  /** `http://127.0.0.1:8000` */
  readonly url: string;
  /** How many exchanges run now. */
  running(): number;
  /** Takes no new requests, lets running exchanges end (30 s at most), records everything, closes. */
  drain(): Promise<void>;
  /** Ends running exchanges at once, records them, closes. */
  abort(): Promise<void>;
  /** Runs with a new configuration from now on; running requests keep the old one. */
  reload(config: Config): void;
  /** A changed configuration cannot be used, for this reason (its problems one by one); the old one stays. */
  reloadRefused?(reason: string, problems: readonly ConfigProblem[]): void;
}

/** Starts everything; rejects with an Error whose message is one sentence for a person. */
export type StartProgram = (config: Config, context: { version: string }) => Promise<Program>;
