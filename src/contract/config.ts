import * as z from 'zod';

/** Who decided a value. `page`: chosen in the page, kept in the database. */
export const ORIGIN_KINDS = ['default', 'file', 'environment', 'dotenv', 'flag', 'preset', 'page'] as const;

/** A short text in the languages of the page. */
export const translatedSchema = z.object({ en: z.string(), fr: z.string() });
export type Translated = z.infer<typeof translatedSchema>;

export const configValueSchema = z.object({
  key: z.string().describe('as in the file: `providers.kimi.base_url`; `config`: the file itself'),
  value: z.json().describe('null for a secret, and for what is not set'),
  secret: z.boolean(),
  set: z.boolean(),
  origin: z.object({
    kind: z.enum(ORIGIN_KINDS),
    where: z.string().nullable().describe('`config.toml:12`, or the name of the variable, flag or preset'),
    variables: z.array(z.string()).describe("variables that the file's text is filled in with"),
  }),
  reloads: z.boolean().describe('whether a change in the file applies without a restart'),
  description: translatedSchema.nullable(),
});
export type ConfigValue = z.infer<typeof configValueSchema>;

/** `GET /api/config`: the configuration that is in force, and what is wrong with a changed file. Never a secret. */
export const configSchema = z.object({
  file: z.string().nullable().describe('null: there is none, all is by default'),
  searched: z.array(z.string()).describe('where the file was looked for, in this order'),
  state: z
    .enum(['ok', 'rejected'])
    .describe('rejected: the file was changed to something that cannot be used; what was before is in force'),
  problems: z
    .array(
      z.object({
        file: z.string().nullable(),
        line: z.number().int().positive().nullable(),
        key: z.string().nullable(),
        message: z.string(),
        hint: z.string().nullable().describe('what to do about it; not part of the message'),
      }),
    )
    .describe('of the file that was refused; empty where the state is ok'),
  rejected_at: z.string().nullable(),
  warnings: z.array(z.string()),
  loaded_at: z.string().describe('when what is in force was read'),
  needs_restart: z
    .array(z.string())
    .describe('keys that have changed since the start and apply with the next one'),
  values: z.array(configValueSchema),
});
export type ConfigView = z.infer<typeof configSchema>;

/** What the page can set without a file. */
export const settingsSchema = z.object({
  default_model: z
    .string()
    .nullable()
    .describe('what `auto` means where no session is pinned; null: what the configuration says'),
});
export type SettingsView = z.infer<typeof settingsSchema>;

export const settingsPatchSchema = z.strictObject({
  default_model: z.string().trim().min(1).max(300).nullable(),
});
