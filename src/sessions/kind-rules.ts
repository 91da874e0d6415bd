import { BoundedMap } from '../context/index.ts';
import type { ExchangeKind } from '../contract/index.ts';
import { fieldsOf, headerText, parsedFields } from './headers.ts';
import type { AskedCall, KindSource } from './kind-source.ts';

type Rule = (call: AskedCall) => ExchangeKind | null;

/** Whether the answer must be an object of a title and nothing else. */
function asksForTitle(call: AskedCall): boolean {
  const format = fieldsOf(fieldsOf(call.body.output_config).format);
  const names = Object.keys(fieldsOf(fieldsOf(format.schema).properties));
  return names.length === 1 && names[0] === 'title';
}

/**
 * Seen with Claude Code 2.1.332. Its quota check: one word, one token. Its title: no tools, and a schema. Its
 * compaction: one more block behind the conversation. A side question, a recap and a web search of its own never
 * become part of the conversation.
 */
function claudeCode(call: AskedCall): ExchangeKind | null {
  const { said, tools, parts, body } = call;
  if (tools.length === 0 && parts === 1) {
    if (body.max_tokens === 1 && said === 'quota') return 'probe';
    if (asksForTitle(call)) return 'title';
  }
  const asksForSummary = /^(?:CRITICAL: Respond with TEXT ONLY|Your task is to create a detailed summary)\b/;
  if (asksForSummary.test(said) && said.includes('<summary>')) return 'compaction';
  if (/^<system-reminder>This is a side question\b/.test(said)) return 'other';
  if (/^The user stepped away and is coming back\. Recap\b/.test(said)) return 'other';
  return tools.length === 1 && tools[0] === 'web_search' ? 'other' : null;
}

const CODEX_KINDS: ReadonlyMap<unknown, ExchangeKind> = new Map([
  ['compaction', 'compaction'],
  ['prewarm', 'probe'],
]);

/**
 * Codex says it in its headers: `request_kind` of the turn's metadata (seen with 0.169.0), and the names of its
 * helpers (https://github.com/openai/codex, codex-api).
 */
function codex({ headers }: AskedCall): ExchangeKind | null {
  const turn = parsedFields(headerText(headers, 'x-codex-turn-metadata'));
  const kind = CODEX_KINDS.get(turn.request_kind);
  if (kind !== undefined) return kind;
  const helper = headerText(headers, 'x-openai-subagent');
  if (helper === 'compact') return 'compaction';
  const remembers = headerText(headers, 'x-openai-memgen-request')?.toLowerCase() === 'true';
  return remembers || helper === 'memory_consolidation' ? 'other' : null;
}

/** Seen with OpenCode 1.18.33: conversations of their own, without tools. */
function openCode({ system, tools }: AskedCall): ExchangeKind | null {
  if (tools.length > 0) return null;
  if (/^You are a title generator\b/.test(system)) return 'title';
  return /^You are an? (?:\w+ )?context summarization (?:agent|assistant)\b/.test(system)
    ? 'compaction'
    : null;
}

/** Seen with Kimi Code 2.1.0: one more message behind the conversation. */
function kimiCode({ said }: AskedCall): ExchangeKind | null {
  return /^You are about to run out of context\b[^\n]{0,30}\bhandoff summary\b/.test(said)
    ? 'compaction'
    : null;
}

/**
 * Seen with Gemini CLI 0.61.0: its agents' turns stream; what it asks beside them does not. That is a compaction
 * where it wants a snapshot, a title where the list of sessions needs a line, else a check, a correction or a tool
 * of its own.
 */
function geminiCli({ streamed, system, said }: AskedCall): ExchangeKind | null {
  if (streamed) return null;
  if (system.includes('<state_snapshot>') || said.includes('<state_snapshot>')) return 'compaction';
  return /^Summarize the user's primary intent\b/.test(said) ? 'title' : 'other';
}

/** Hashes of the system texts of Qwen Code's keepers of memory: of a conversation that goes on, the text is gone. */
const keepers = new BoundedMap<string, true>(100);

/**
 * Seen with Qwen Code 0.24.4: a compaction is one more message behind the conversation, or a call without tools. What
 * it keeps in mind of a session that has ended, it finds out with tools, and its person never sees it.
 */
function qwenCode({ system, said, tools, context }: AskedCall): ExchangeKind | null {
  const hash = context?.systemHash ?? '';
  if (/^You are (?:now acting as|performing) (?:the|a) managed memory\b/.test(system))
    keepers.set(hash, true);
  if (keepers.get(hash)) return 'other';
  const summarizes = /^You are the component that summarizes\b/;
  if (summarizes.test(said)) return 'compaction';
  if (summarizes.test(system) && tools.length === 0) return 'compaction';
  if (/^Generate a concise, sentence-case title\b/.test(system)) return 'title';
  return /^You generate session recaps\b/.test(system) && tools.length === 0 ? 'other' : null;
}

/** Longest title, in tokens, that Continue asks for. */
const TITLE_TOKENS = 16;

/** Rules by the client's name. */
export const KIND_RULES: ReadonlyMap<string, Rule> = new Map([
  ['claude-code', claudeCode],
  ['codex', codex],
  ['opencode', openCode],
  ['kimi-code', kimiCode],
  ['gemini-cli', geminiCli],
  ['qwen-code', qwenCode],
]);

/**
 * Continue's calls, which do not bear its name: a chat's title (core/util/chatDescriber.ts) and an autocompletion
 * through a chat model (core/autocomplete/templating, https://github.com/continuedev/continue).
 */
export function ruleForAll({ body, said, system, tools, parts }: AskedCall): ExchangeKind | null {
  if (tools.length > 0) return null;
  const short = typeof body.max_tokens === 'number' && body.max_tokens <= TITLE_TOKENS;
  if (short && parts === 1 && /^Given the following\.{3} please reply with a title\b/.test(said))
    return 'title';
  return /^You are a HOLE FILLER\b/.test(system) ? 'fim' : null;
}

/** Marks that models for autocompletion are trained on; the newest and the oldest tokenizers write them so. */
const FIM_MARKS =
  /<\|?(?:fim[_▁](?:prefix|suffix|middle|begin|hole)|fim_pad)\|?>|<｜fim▁(?:begin|hole|end)｜>|<PRE> |\[SUFFIX\]/;

/** Whether a call to `/completions` is an autocompletion: text goes before and after what is to be written. */
export function fillsInTheMiddle({ body, context }: KindSource): boolean {
  if (typeof body.suffix === 'string' && body.suffix !== '') return true;
  const prompts = context?.blocks.filter((block) => block.kind === 'text') ?? [];
  return prompts.some((block) => FIM_MARKS.test(block.content));
}
