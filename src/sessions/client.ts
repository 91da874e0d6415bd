import { BoundedMap } from '../context/index.ts';
import { cleanLine, type Headers, headerText } from './headers.ts';

export interface ClientName {
  name: string | null;
  version: string | null;
}

/** Product names in `user-agent`, in the order in which they are looked for: a tool stands before the library it uses. */
const PRODUCTS: [RegExp, string][] = [
  [/\bkimi[-_ ]?(?:code|cli)?[-_ ]?(?:cli)?\/v?([\w.+-]+)/i, 'kimi-code'],
  [/\bclaude-(?:cli|code)\/v?([\w.+-]+)/i, 'claude-code'],
  [/\bcodex[\w-]*(?: [\w-]+)?\/v?([\w.+-]+)/i, 'codex'],
  [/\bopencode\/v?([\w.+-]+)/i, 'opencode'],
  [/\bcline(?:[-_][\w-]+)?\/v?([\w.+-]+)/i, 'cline'],
  [/\b(?:continue(?:[-_ ][\w-]+)?|cn)\/v?([\w.+-]+)/i, 'continue'],
  [/\bgemini-?cli(?:-[\w-]+)?\/v?([\w.+-]+)/i, 'gemini-cli'],
  [/\bqwen-?code\/v?([\w.+-]+)/i, 'qwen-code'],
  [/\baider\/v?([\w.+-]+)/i, 'aider'],
  [/\blitellm\/v?([\w.+-]+)/i, 'litellm'],
  [/\bai-sdk\/[\w.-]*?\/?v?(\d[\w.+-]*)/i, 'ai-sdk'],
  [/\b(?:Async)?OpenAI\/JS v?([\w.+-]+)/i, 'openai-js'],
  [/\b(?:Async)?OpenAI\/Python v?([\w.+-]+)/i, 'openai-python'],
  [/\b(?:Async)?Anthropic\/JS v?([\w.+-]+)/i, 'anthropic-js'],
  [/\b(?:Async)?Anthropic\/Python v?([\w.+-]+)/i, 'anthropic-python'],
  [/^curl\/v?([\w.+-]+)/i, 'curl'],
];

/** Tools that say who they are in `x-title` only (the OpenRouter way), over a library's `user-agent`. */
const TITLES = new Map([
  ['cline', 'cline'],
  ['aider', 'aider'],
  ['roo code', 'roo-code'],
  ['kilo code', 'kilo-code'],
]);

/** `user-agent`s that were read already: a tool sends the same one with every request. */
const read = new BoundedMap<string, ClientName>(500);

function readAgent(agent: string): ClientName {
  for (const [pattern, name] of PRODUCTS) {
    const match = pattern.exec(agent);
    if (match !== null) return { name, version: match[1]?.slice(0, 40) ?? null };
  }
  const product = /^([\w.+-]+)(?:\/v?([\w.+-]+))?/.exec(cleanLine(agent, 200));
  return { name: product?.[1]?.slice(0, 40) ?? null, version: product?.[2]?.slice(0, 40) ?? null };
}

/** The tool behind a request, by its headers; a stranger by the first product of its `user-agent`, cleaned. */
export function clientOf(headers: Headers): ClientName {
  const title = headers['x-title'] === undefined ? undefined : headerText(headers, 'x-title')?.toLowerCase();
  const named = title === undefined ? undefined : TITLES.get(title);
  if (named !== undefined) return { name: named, version: null };
  const agent = (headerText(headers, 'user-agent') ?? '').slice(0, 500);
  const known = read.get(agent);
  if (known !== undefined) return known;
  const client = readAgent(agent);
  read.set(agent, client);
  return client;
}
