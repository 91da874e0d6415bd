import pino, { type DestinationStream } from 'pino';
import type { Config } from '../config/index.ts';

/** How much is written: everything from this level on. */
export type LogLevel = Config['logLevel'];

/**
 * What a log line may carry besides its message: names, numbers and codes. No field takes content, headers,
 * queries or keys, and a field that is not in this list is left out, whatever its caller passes.
 */
export interface LogFields {
  exchange?: string | undefined;
  session?: number | null | undefined;
  provider?: string | null | undefined;
  method?: string | undefined;
  /** A path without its query. */
  path?: string | undefined;
  status?: number | string | null | undefined;
  code?: string | undefined;
  ms?: number | null | undefined;
  count?: number | undefined;
  part?: string | undefined;
  /** An MCP server's name. */
  server?: string | undefined;
  /** A line that a server wrote to its error output, less what the configuration gave it. */
  line?: string | undefined;
  /** Any thrown value: its name, code and stack frames are kept, its message (which may quote content) is not. */
  error?: unknown;
}

/** Our log. The message is a fixed sentence; what varies goes into the fields. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const PLAIN_FIELDS = [
  'exchange',
  'session',
  'provider',
  'method',
  'path',
  'status',
  'code',
  'ms',
  'count',
  'part',
  'server',
  'line',
] as const;
const LONGEST_FIELD = 200;
const FRAMES = 8;
// Control characters, bidi marks and line separators: nothing of them may shape a terminal or forge a line.
const UNSAFE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** The text with what could forge a line or steer a terminal replaced, at most 200 characters. */
export function logSafe(text: string): string {
  const safe = text.replace(UNSAFE, '\ufffd');
  return safe.length > LONGEST_FIELD ? `${safe.slice(0, LONGEST_FIELD)}…` : safe;
}

function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { code: logSafe(error.code) } : {};
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { name: logSafe(error.name), ...code, stack: frames.slice(0, FRAMES).map((line) => line.trim()) };
}

function allowed(fields: LogFields): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  for (const name of PLAIN_FIELDS) {
    const value = fields[name];
    if (typeof value === 'number' || value === null) line[name] = value;
    else if (typeof value === 'string') line[name] = logSafe(value);
  }
  if (typeof line.path === 'string') line.path = line.path.split('?', 1)[0];
  if (fields.error !== undefined) line.error = errorFields(fields.error);
  return line;
}

/**
 * A logger that writes one JSON object a line: level, time (ISO 8601), message and the allowed fields.
 * `destination` is standard output where none is given.
 */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  };
  const out = destination === undefined ? pino(options) : pino(options, destination);
  const writer =
    (at: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}): void => {
      if (out.isLevelEnabled(at)) out[at](allowed(fields), logSafe(message));
    };
  return { debug: writer('debug'), info: writer('info'), warn: writer('warn'), error: writer('error') };
}
