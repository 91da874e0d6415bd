import { BoundedMap, type PlacedContext } from '../context/index.ts';
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
  [/\bgoogle-genai-sdk\/v?([\w.+-]+)/i, 'google-genai'],
  [/\blangchain[\w-]*\/v?([\w.+-]+)/i, 'langchain'],
  // A bundler has cut the name of the library's class.
  [/^\w{1,3}\/JS v?(\d[\w.+-]*)/, 'sdk-js'],
  [/^curl\/v?([\w.+-]+)/i, 'curl'],
];

/** Tools that say who they are in `x-title` only (the OpenRouter way), over a library's `user-agent`. */
const TITLES = new Map([
  ['cline', 'cline'],
  ['aider', 'aider'],
  ['roo code', 'roo-code'],
  ['kilo code', 'kilo-code'],
]);

/** What browsers call themselves, and what is built on them calls itself beside its own name. */
const BROWSER_PRODUCTS = new Set([
  ...[
    'Mozilla',
    'AppleWebKit',
    'Gecko',
    'Version',
    'Mobile',
    'Safari',
    'Chrome',
    'HeadlessChrome',
    'Firefox',
  ],
  ...['Edg', 'OPR', 'CriOS', 'FxiOS', 'Electron'],
]);

/** A page, this program's own for one, is a browser's; a program built on a browser has a name of its own. */
function readBrowser(agent: string): ClientName {
  for (const [, name, version] of agent.matchAll(/([\w.+-]+)\/v?([\w.+-]+)/g)) {
    if (name !== undefined && !BROWSER_PRODUCTS.has(name)) {
      return { name: name.slice(0, 40), version: version?.slice(0, 40) ?? null };
    }
  }
  return { name: 'browser', version: null };
}

/** `user-agent`s that were read already: a tool sends the same one with every request. */
const read = new BoundedMap<string, ClientName>(500);

function readAgent(agent: string): ClientName {
  for (const [pattern, name] of PRODUCTS) {
    const match = pattern.exec(agent);
    if (match !== null) return { name, version: match[1]?.slice(0, 40) ?? null };
  }
  if (agent.startsWith('Mozilla/')) return readBrowser(cleanLine(agent, 500));
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

/** Tools that leave a library's `user-agent`, by the start of their system texts: seen with Cline 3.0.65, `cn` 1.5.47. */
const TOOLS_BY_TEXT: [RegExp, string][] = [
  [/^You are Cline\b/, 'cline'],
  [/^You are an agent in the Continue CLI\b/, 'continue'],
];

const LIBRARIES: ReadonlySet<string | null> = new Set([
  ...['ai-sdk', 'openai-js', 'openai-python', 'anthropic-js', 'anthropic-python', 'google-genai'],
  ...['langchain', 'litellm', 'sdk-js', 'node', null],
]);

/** Tools by the hash of their system text: of a conversation that goes on, the text is not known any more. */
const byText = new BoundedMap<string, string>(500);

function systemText(context: PlacedContext): string {
  return context.blocks.find((block) => block.kind === 'system')?.content ?? '';
}

/** The tool that speaks through a library, by its system text; null where the headers name one, or nothing does. */
export function clientOfText(headers: Headers, context: PlacedContext | null): string | null {
  const hash = context?.systemHash ?? null;
  if (context === null || hash === null || !LIBRARIES.has(clientOf(headers).name)) return null;
  const text = systemText(context);
  const named = TOOLS_BY_TEXT.find(([pattern]) => pattern.test(text))?.[1] ?? byText.get(hash) ?? null;
  if (named !== null) byText.set(hash, named);
  return named;
}

/** Hashes of the system texts of helpers, known for the same reason. */
const helpers = new BoundedMap<string, true>(500);

/**
 * Whether a request is a helper's of another agent, of tools that do not say whose: Gemini CLI offers its helpers a
 * tool to end with (seen with 0.61.0), Qwen Code says it in the system text (seen with 0.24.4).
 */
export function isSubAgent(client: string | null, context: PlacedContext | null): boolean {
  const hash = context?.systemHash ?? null;
  if (context === null || hash === null) return false;
  if (client === 'gemini-cli')
    return context.blocks.some((block) => block.kind === 'tool_schema' && block.tool === 'complete_task');
  if (client !== 'qwen-code') return false;
  if (/^You are an? [\w-]+ subagent\b/.test(systemText(context))) helpers.set(hash, true);
  return helpers.get(hash) === true;
}
