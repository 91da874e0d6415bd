import * as z from 'zod';
import { PROTOCOLS } from '../contract/index.ts';

/** A whole number within limits; what is wrong is said in one way. */
const whole = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};

const number = (min: number, max: number) => {
  const error = `must be a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
};

const text = (what: string) => {
  const error = `must be ${what}`;
  return z.string({ error }).min(1, { error });
};

const flag = z.boolean({ error: 'must be true or false' });

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

const list = <T extends z.ZodType>(item: T, what: string) =>
  z.array(item, { error: `must be a list of ${what}` });

const table = <T extends z.ZodRawShape>(shape: T) => z.strictObject(shape, { error: 'must be a table' });

const tables = <T extends z.ZodType>(value: T) =>
  z.record(z.string(), value, { error: 'must be a table of tables' });

const strings = z.record(z.string(), z.string({ error: 'must be a text' }), {
  error: 'must be a table of texts',
});

/** A header's name by RFC 9110 §5.1. */
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Headers that belong to the connection, never to a configuration. */
const CONNECTION_HEADERS = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade']);

const headers = strings.superRefine((values, context) => {
  for (const [name, value] of Object.entries(values)) {
    if (!HEADER.test(name)) {
      context.addIssue({ code: 'custom', path: [name], message: 'is not a header name' });
    } else if (CONNECTION_HEADERS.has(name.toLowerCase())) {
      context.addIssue({ code: 'custom', path: [name], message: 'is set by the connection itself' });
    } else if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      context.addIssue({
        code: 'custom',
        path: [name],
        message: 'has characters that a header cannot carry',
      });
    }
  }
});

const webAddress = text('an http or https address').superRefine((value, context) => {
  const fail = (message: string) => context.addIssue({ code: 'custom', message });
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) fail('must be an http or https address');
  else if (url.username !== '' || url.password !== '')
    fail('must not hold a user name or password: use headers');
});

const baseUrl = webAddress.superRefine((value, context) => {
  if (/[?#]/.test(value)) context.addIssue({ code: 'custom', message: 'must have no query and no fragment' });
});

const seconds = number(0.001, 86_400);
const size = whole(1, 100_000_000);

const rate = number(0, 1_000_000).optional();

/** US dollars for a million tokens. */
const price = table({
  input: rate,
  cache_read: rate,
  cache_write: rate,
  cache_write_1h: rate,
  output: rate,
  reasoning: rate,
}).refine((rates) => Object.keys(rates).length > 0, { error: 'must name at least one price' });

const provider = table({
  enabled: flag.optional(),
  type: oneOf(['kimi', 'openai-compatible', 'anthropic', 'openai-responses', 'gemini', 'test']).optional(),
  base_url: baseUrl.optional(),
  endpoints: z
    .partialRecord(z.enum(PROTOCOLS, { error: `must be one of ${PROTOCOLS.join(', ')}` }), baseUrl, {
      error: `must be a table with the keys ${PROTOCOLS.join(', ')}`,
    })
    .optional(),
  api_key: z.string({ error: 'must be a text' }).optional(),
  auth: oneOf(['key', 'client', 'none']).optional(),
  timeouts: table({
    connect_s: seconds.optional(),
    first_byte_s: seconds.optional(),
    idle_s: seconds.optional(),
    total_s: seconds.optional(),
  }).optional(),
  headers: headers.optional(),
  retries: whole(0, 10).optional(),
  include_usage: flag.optional(),
  lists_models: flag.optional(),
  models: list(
    table({ id: text("the provider's own id"), max_context_size: size.optional(), price: price.optional() }),
    'tables',
  ).optional(),
});

const model = table({
  provider: text("a provider's name"),
  model: text("the provider's own id").optional(),
  max_context_size: size.optional(),
  price: price.optional(),
  fallbacks: list(text('provider/model, or an id of [models]'), 'texts').optional(),
});

const globs = list(text("a tool's name, or a glob"), 'tool names or globs');

const mcpServer = table({
  enabled: flag.optional(),
  start: flag.optional(),
  command: text('a program').optional(),
  args: list(z.string({ error: 'must be a text' }), 'texts').optional(),
  env: strings.optional(),
  cwd: text('a folder').optional(),
  url: webAddress.optional(),
  headers: headers.optional(),
  allowed_directories: list(text('a folder'), 'folders')
    .min(1, { error: 'must name at least one folder; leave it out to allow all' })
    .optional(),
  allow_tools: globs.optional(),
  deny_tools: globs.optional(),
  read_only: flag.optional(),
  read_tools: globs.optional(),
  confirm: z.union([z.boolean(), globs], { error: 'must be true, false or a list of tool names' }).optional(),
  max_result_kb: number(1, 1_048_576).optional(),
  calls_per_minute: whole(1, 1_000_000).optional(),
  timeouts: table({ connect_s: seconds.optional(), call_s: seconds.optional() }).optional(),
  shared: flag.optional(),
}).superRefine((server, context) => {
  const fail = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
  const starts = server.command !== undefined || server.start === true;
  if (server.command !== undefined && server.url !== undefined)
    fail('url', 'cannot stand beside command: keep one of the two');
  if (server.start === true && server.url !== undefined)
    fail('url', 'cannot stand beside start: keep one of the two');
  if (server.start === true && server.command !== undefined)
    fail('command', 'cannot stand beside start: keep one of the two');
  if (server.command === undefined && server.args !== undefined)
    fail('args', 'needs a command: add one, or leave this out');
  if (!starts && server.env !== undefined) fail('env', 'needs a command: add one, or leave this out');
  if (!starts && server.cwd !== undefined) fail('cwd', 'needs a command: add one, or leave this out');
  if (starts && server.headers !== undefined) fail('headers', 'needs a url: add one, or leave this out');
});

/** The configuration file, as a person writes it (before `${NAME}` is filled in, lengths aside). */
export const fileSchema = table({
  host: text('a host name or an IP address').optional(),
  port: whole(0, 65_535).optional(),
  data_dir: text('a folder').optional(),
  auth_token: text('a text').optional(),
  allowed_hosts: list(text('a host name'), 'host names').optional(),
  allowed_origins: list(text('an origin'), 'origins').optional(),
  body_limit_mb: number(0.001, 2048).optional(),
  default_model: text('a model').optional(),
  capture: oneOf(['full', 'preview', 'none']).optional(),
  retention: table({ days: number(0, 36_500).optional(), gb: number(0, 100_000).optional() }).optional(),
  thresholds: list(number(0, 1).gt(0, { error: 'must be above 0' }), 'numbers from 0 to 1').optional(),
  log_level: oneOf(['debug', 'info', 'warn', 'error', 'silent']).optional(),
  providers: tables(provider).optional(),
  models: tables(model).optional(),
  mcp: table({ servers: tables(mcpServer).optional(), confirm_s: seconds.optional() }).optional(),
});

export type FileConfig = z.infer<typeof fileSchema>;
export type FileProvider = z.infer<typeof provider>;
export type FileModel = z.infer<typeof model>;
export type FilePrice = z.infer<typeof price>;
export type FileMcpServer = z.infer<typeof mcpServer>;
