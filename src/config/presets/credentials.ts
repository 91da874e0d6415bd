/**
 * What the credentials of three providers look like. A client's credential is passed on without being asked
 * for only where it has the shape of the provider it goes to, so the shapes must tell providers apart: many
 * others (DeepSeek, Moonshot) hand out keys that start with `sk-`, too.
 */

/** API keys `sk-ant-api03-…` and log-in tokens `sk-ant-oat01-…` (https://platform.claude.com/docs/en/api/overview). */
export const ANTHROPIC_CREDENTIAL = /^sk-ant-[A-Za-z0-9_-]{8,}$/;

/**
 * `sk-proj-…`, `sk-svcacct-…`, `sk-admin-…`, and the older `sk-…` that is known by the fixed `T3BlbkFJ`
 * ("OpenAI" in base 64) within it
 * (https://community.openai.com/t/what-are-the-valid-characters-for-the-apikey/288643).
 */
export const OPENAI_CREDENTIAL =
  /^sk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{16,}|(?!ant-|or-|kimi-)[A-Za-z0-9_-]*T3BlbkFJ[A-Za-z0-9_-]{8,})$/;

/**
 * The JSON Web Token of Codex's log-in with ChatGPT, known by the claim `chatgpt_account_id` in its payload
 * (github.com/openai/codex, codex-rs/login/src/token_data.rs), in base 64 at each of the three places that a byte can
 * have in a group.
 */
export const CHATGPT_CREDENTIAL =
  /^eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]*(?:Y2hhdGdwdF9hY2NvdW50X|NoYXRncHRfYWNjb3VudF9|jaGF0Z3B0X2FjY291bnRf)[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+$/;

/**
 * Keys `sk-kimi-…` (https://www.kimi.com/code/docs/) and the JSON Web Token of Kimi's log-in, known by a claim
 * in its payload whose value starts with `kimi` (such as `"app_id":"kimi"`): the three spellings are `"kimi`
 * in base 64 at each of the three places a byte can have in a group.
 */
export const KIMI_CREDENTIAL =
  /^(?:sk-kimi-[A-Za-z0-9_-]{8,}|eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]*(?:Imtpb|JraW1p|ia2lta)[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+)$/;
