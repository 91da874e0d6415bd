import { callsOf } from './calls.ts';
import { type Commands, readCommands } from './commands.ts';
import { exampleOf } from './example.ts';
import { type ChatRequest, type Fields, list, readChatRequest, text } from './request.ts';
import type { Turn } from './turn.ts';
import { answerWords, reasoningWords, splitWords } from './words.ts';

/** What to say to a chat completion; null where it has no messages. */
export function chatTurn(body: Fields): Turn | null {
  const request = readChatRequest(body);
  if (request === null) return null;
  const lastUser = request.messages.findLast((message) => message.role === 'user');
  const commands = readCommands(lastUser?.text ?? '');
  const calls = callsOf(request);
  const words = calls.length > 0 ? [] : wordsFor(request, commands);
  const tools = request.tools.length === 0 ? [] : [JSON.stringify(body.tools)];
  return {
    commands,
    calls,
    words,
    wordCount: words.length,
    reasoning: commands.reasoning ? reasoningWords(commands.language) : [],
    stream: request.stream,
    includeUsage: request.includeUsage,
    maxTokens: request.maxTokens,
    prompt: [...request.messages.map((message) => message.text), ...tools].join('\n'),
    messageCount: request.messages.length,
  };
}

function wordsFor(request: ChatRequest, commands: Commands): string[] {
  if (request.json === null) return [...answerWords(request, commands)];
  const { schema } = request.json;
  return splitWords(JSON.stringify(schema === null ? { ok: true } : exampleOf(schema)));
}

/** The prompt of an endpoint without messages, read as one message of the user's. */
function promptRequest(body: Fields): ChatRequest | null {
  const prompts = typeof body.prompt === 'string' ? [body.prompt] : list(body.prompt);
  const texts = prompts.filter((part) => typeof part === 'string');
  if (texts.length === 0) return null;
  const { tools: _tools, response_format: _format, ...rest } = body;
  return readChatRequest({ ...rest, messages: [{ role: 'user', content: texts.join('\n') }] });
}

function promptTurn(request: ChatRequest, commands: Commands, words: string[], prompt: string): Turn {
  return {
    commands,
    words,
    wordCount: words.length,
    calls: [],
    reasoning: [],
    stream: request.stream,
    includeUsage: request.includeUsage,
    maxTokens: request.maxTokens,
    prompt,
    messageCount: 0,
  };
}

/** What to say to a legacy completion; null where it has no prompt. */
export function textTurn(body: Fields): Turn | null {
  const request = promptRequest(body);
  if (request === null) return null;
  const prompt = request.messages[0]?.text ?? '';
  const commands = readCommands(prompt);
  return promptTurn(request, commands, [...answerWords(request, commands)], prompt);
}

/** What to put between a prompt and a suffix; null where it has no prompt. */
export function fimTurn(body: Fields): Turn | null {
  const request = promptRequest(body);
  if (request === null) return null;
  const prompt = request.messages[0]?.text ?? '';
  const suffix = text(body.suffix);
  const commands = readCommands(prompt);
  const filled = `/* test-model: ${prompt.length} characters before, ${suffix.length} after */`;
  const words = commands.long === null ? splitWords(filled) : [...answerWords(request, commands)];
  return promptTurn(request, commands, words, `${prompt}${suffix}`);
}
