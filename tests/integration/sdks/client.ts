import type { LanguageName } from '../../support/upstream/index.ts';

/** A call of a tool as an SDK gives it to its user. */
export interface Call {
  id: string;
  name: string;
  /** Parsed, or the object itself. */
  args: unknown;
}

/** What an SDK's user has of one answer. */
export interface Heard {
  text: string;
  reasoning: string;
  calls: Call[];
  /** Tokens; `input` with what came from the cache, `output` with reasoning. Undefined: the SDK says nothing of it. */
  usage: {
    input?: number | undefined;
    cached?: number | undefined;
    output?: number | undefined;
    reasoning?: number | undefined;
  };
  /** Why it ended, in the SDK's own words. */
  finish: string | null | undefined;
}

export interface Piece {
  kind: 'text' | 'reasoning' | 'arguments';
  text: string;
}

export interface Asking {
  stream: boolean;
  /** Whether `TOOLS` are offered. */
  tools?: boolean;
  /** Whether the model is asked to think, and to tell of it. */
  think?: boolean;
  /** JSON Schema of the answer. */
  schema?: Record<string, unknown>;
  signal?: AbortSignal;
  /** Called with each piece of a stream as it comes. */
  onPiece?(piece: Piece): void;
}

/** A conversation held by the SDK's own means: what it gives is what goes back in the next turn. */
export interface Talk {
  /** `image`: a PNG, base64. */
  say(text: string, image?: string): void;
  give(results: { call: Call; output: string }[]): void;
  /** One turn; the answer stays in the conversation. Rejects with the SDK's own error. */
  ask(asking: Asking): Promise<Heard>;
}

/** What an SDK's error says. */
export interface Failure {
  status: number | undefined;
  message: string;
  /** Null where the SDK shows no headers. */
  headers: Headers | Record<string, string | undefined> | null;
}

/** An official SDK, or one of the providers of one. */
export interface Client {
  name: string;
  language: LanguageName;
  /** How models are called that it takes for its own: `gpt-5`; what follows names the provider here. */
  models: string;
  talk(url: string, model: string): Talk;
  /** What it throws for each status. */
  errors: Record<number, new (...args: never[]) => Error>;
  failure(error: Error): Failure;
  /** The header that tells its users how many requests are left. */
  limitHeader: string;
  finish: { stop: string; calls: string };
  /** Whether its users see reasoning. */
  hearsReasoning: boolean;
  /** Whether its users' next turn has the reasoning of the last, with its seal: of answers that were not streamed, of all. */
  keepsReasoning: 'never' | 'whole' | 'always';
  /** Whether arguments of calls come in pieces. */
  streamsArguments: boolean;
  /** Whether it tells tokens of reasoning. */
  countsReasoning: boolean;
  /** Whether it passes over an error in the middle of a stream of its own provider's. */
  missesErrors?: boolean;
}

export const TOOLS = [
  { name: 'get_weather', description: 'Tells the weather of a city.' },
  { name: 'get_time', description: 'Tells the time of a city.' },
] as const;

/** What each tool takes. */
export const PARAMETERS = {
  type: 'object',
  properties: { city: { type: 'string', description: 'Its name' } },
  required: ['city'],
  additionalProperties: false,
} as const;

/** Most tokens of an answer, where a protocol or an SDK wants it said. */
export const MAX_TOKENS = 8000;
