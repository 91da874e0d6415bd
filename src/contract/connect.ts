import * as z from 'zod';
import { translatedSchema } from './config.ts';

const snippetSchema = z.object({
  language: z.enum(['sh', 'toml', 'json', 'yaml', 'dotenv', 'text', 'python', 'javascript']),
  title: translatedSchema.nullable(),
  file: z.string().nullable().describe('the file that it belongs in'),
  text: z.string(),
});
export type ConnectSnippet = z.infer<typeof snippetSchema>;

const entrySchema = z.object({
  id: z.string(),
  name: z.string(),
  how: z
    .enum(['file', 'fields', 'code', 'command'])
    .describe('a file is changed, fields are filled in by hand, code is written, a command is run'),
  file: z.string().nullable().describe('its configuration, `~` for the home folder; null: it has none'),
  found: z
    .boolean()
    .nullable()
    .describe('whether that file is there; null: it has none, or cannot be looked at'),
  connected: z
    .boolean()
    .nullable()
    .describe('whether `kimi-proxy connect` has changed it and that was not taken back; null as `found`'),
  snippets: z.array(snippetSchema).describe('without secrets: `$KIMI_PROXY_TOKEN` stands for the token'),
  command: z
    .string()
    .nullable()
    .describe(
      'shows the change, which it makes with ` --write`; where there is no file to change, what to set',
    ),
  notes: z.array(translatedSchema),
  docs: z.string().describe("in this program's documentation"),
});
export type ConnectEntry = z.infer<typeof entrySchema>;

/** `GET /api/connect`: how tools and programs are pointed here. Never a secret. */
export const connectSchema = z.object({
  base_url: z.string().describe('as the browser reached the program, without `/v1`'),
  needs_token: z.boolean(),
  model: z.string().describe('the model in the snippets'),
  tools: z.array(entrySchema),
  providers: z.array(
    z.object({ name: z.string(), on: z.boolean(), why: z.string(), key_variable: z.string().nullable() }),
  ),
});
export type ConnectView = z.infer<typeof connectSchema>;
