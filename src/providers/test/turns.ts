import { callsOf } from './calls.ts';
import { readCommands } from './commands.ts';
import { exampleOf } from './example.ts';
import { type Fields, fields, list, readChatRequest, text } from './request.ts';
import type { Turn } from './turn.ts';
import { answerWords, reasoningWords, splitWords } from './words.ts';

/** What to say to a chat completion; null where it has no messages. */
export function chatTurn(body: Fields): Turn | null {
  const request = readChatRequest(body);
  if (request === null) return null;
  const lastUser = request.messages.findLast((message) => message.role === 'user');
  const commands = readCommands(lastUser?.text ?? '');
  const calls = callsOf(request);
  const fitted =
    request.json === null
      ? null
      : JSON.stringify(request.json.schema === null ? { ok: true } : exampleOf(request.json.schema));
  const said = fitted === null ? [...answerWords(request, commands)] : splitWords(fitted);
  const words = calls.length > 0 ? [] : said;
  const tools = request.tools.length === 0 ? '' : JSON.stringify(body.tools);
  return {
    commands,
    calls,
    words,
    wordCount: words.length,
    reasoning: commands.reasoning ? reasoningWords(commands.language) : [],
    stream: request.stream,
    includeUsage: request.includeUsage,
    maxTokens: request.maxTokens,
    prompt: [...request.messages.map((message) => message.text), tools].join('\n'),
    messageCount: request.messages.length,
  };
}

function plainTurn(body: Fields, prompt: string, words: string[]): Turn {
  const limit = body.max_tokens;
  return {
    commands: readCommands(prompt),
    calls: [],
    words,
    wordCount: words.length,
    reasoning: [],
    stream: body.stream === true,
    includeUsage: fields(body.stream_options)?.include_usage === true,
    maxTokens: typeof limit === 'number' && Number.isInteger(limit) && limit > 0 ? limit : null,
    prompt,
    messageCount: 0,
  };
}

function promptOf(body: Fields): string | null {
  if (typeof body.prompt === 'string') return body.prompt;
  const texts = list(body.prompt).filter((part) => typeof part === 'string');
  return texts.length === 0 ? null : texts.join('\n');
}

/** What to say to a legacy completion; null where it has no prompt. */
export function textTurn(body: Fields): Turn | null {
  const prompt = promptOf(body);
  if (prompt === null) return null;
  const asUser = {
    model: text(body.model),
    messages: [{ role: 'user', text: prompt, otherParts: 0 }],
    tools: [],
    toolChoice: { mode: 'none' as const },
    stream: false,
    includeUsage: false,
    maxTokens: null,
    json: null,
  };
  return plainTurn(body, prompt, [...answerWords(asUser, readCommands(prompt))]);
}

/** What to put between a prompt and a suffix; null where it has no prompt. */
export function fimTurn(body: Fields): Turn | null {
  const prompt = promptOf(body);
  if (prompt === null) return null;
  const suffix = text(body.suffix);
  const commands = readCommands(prompt);
  const filled = `/* test-model: ${prompt.length} characters before, ${suffix.length} after */`;
  const long = {
    model: '',
    messages: [],
    tools: [],
    toolChoice: { mode: 'none' as const },
    stream: false,
    includeUsage: false,
    maxTokens: null,
    json: null,
  };
  const words = commands.long === null ? splitWords(filled) : [...answerWords(long, commands)];
  return plainTurn(body, `${prompt}${suffix}`, words);
}
