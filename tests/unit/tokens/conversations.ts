/** Conversations as chat completions have them, for the totals that each chat template gives them. */
export interface Conversation {
  messages: object[];
  tools?: object[];
}

const tool = (name: string, description: string, properties: object, required: string[]) => ({
  type: 'function',
  function: { name, description, parameters: { type: 'object', properties, required } },
});
const read = tool(
  'read_file',
  'Reads a file and gives its text.',
  {
    path: { type: 'string', description: 'Path of the file.' },
    limit: { type: 'integer', description: 'Lines at most', default: 200 },
  },
  ['path'],
);
const grep = tool(
  'grep',
  'Searches files: fast, recursive.',
  {
    pattern: { type: 'string' },
    globs: { type: 'array', items: { type: 'string' } },
    mode: { type: 'string', enum: ['count', 'list'], description: 'What to give back.' },
  },
  ['pattern', 'mode'],
);
const none = tool('now', 'The time now', {}, []);
const call = (id: string, name: string, args: object) => ({
  id,
  type: 'function',
  function: { name, arguments: JSON.stringify(args) },
});
const u = (content: string) => ({ role: 'user', content });
const a = (content: string | null, more: object = {}) => ({ role: 'assistant', content, ...more });
const s = (content: string) => ({ role: 'system', content });
const r = (tool_call_id: string, content: string) => ({ role: 'tool', tool_call_id, content });
export const conversations: Record<string, Conversation> = {
  plain: { messages: [u('Hello, world!')] },
  turns: { messages: [u('What is 2 + 2?'), a('It is 4.'), u('And doubled?'), a('8'), u('Thanks')] },
  system: { messages: [s('You are terse.'), u('Why is the sky blue?')] },
  'system and turns': {
    messages: [s('Answer in French; never in English!'), u('Hi'), a('Bonjour !\n'), u('Ça va ?')],
  },
  unicode: {
    messages: [
      s('你是一个助手。'),
      u('写一首关于🌊的诗，不要超过四行… नमस्ते e\u0301'),
      a('海浪🌊拍岸\n——完'),
      u('再来一首?!'),
    ],
  },
  code: { messages: [u('```ts\nfunction f(a: number) {\n\treturn a * 2;\n}\n```\n\nWhat does it do?\n')] },
  spaces: { messages: [s('Be brief.\n'), u('  two spaces before, one after '), a(' ok '), u('…')] },
  tools: { tools: [read], messages: [u('Read a.txt')] },
  'many tools': {
    tools: [read, grep, none],
    messages: [s('You are a coding agent. Use tools.'), u('Find it')],
  },
  call: {
    tools: [read, grep],
    messages: [
      s('Use tools'),
      u('Read a.txt'),
      a(null, { tool_calls: [call('functions.read_file:0', 'read_file', { path: 'a.txt', limit: 10 })] }),
      r('functions.read_file:0', 'line one\nline two'),
    ],
  },
  'text and call': {
    tools: [read],
    messages: [
      u('Read a.txt'),
      a('I will read it now.', {
        tool_calls: [call('functions.read_file:0', 'read_file', { path: 'a.txt' })],
      }),
      r('functions.read_file:0', '{"ok": true}\n'),
    ],
  },
  parallel: {
    tools: [read, grep],
    messages: [
      u('Look'),
      a('Two at once:', {
        tool_calls: [
          call('functions.read_file:0', 'read_file', { path: 'é.txt' }),
          call('functions.grep:1', 'grep', { pattern: 'a"b', mode: 'list', globs: ['*.ts', 'x'] }),
        ],
      }),
      r('functions.read_file:0', 'é'),
      r('functions.grep:1', ''),
      a('Done.'),
      u('Again'),
    ],
  },
  'call, tools told elsewhere': {
    messages: [
      s('Call look(x).'),
      u('Look'),
      a('Looking…', { tool_calls: [call('call_1', 'look', { x: [1, 2.5, null], 'y z': 'ü' })] }),
      r('call_1', '42'),
      a('It is 42.'),
      u('Sure?'),
    ],
  },
  reasoning: {
    messages: [u('Hard question'), a('Answer.', { reasoning_content: 'Let me think.\nYes.' }), u('Next')],
  },
  'reasoning in a loop': {
    tools: [read],
    messages: [
      u('Old'),
      a('Old answer', { reasoning_content: 'old thought' }),
      u('Read a.txt'),
      a('', {
        reasoning_content: 'I should read it.',
        tool_calls: [call('functions.read_file:0', 'read_file', { path: 'a.txt' })],
      }),
      r('functions.read_file:0', 'text'),
    ],
  },
};

/**
 * Totals of what the models' own templates render, tokenized with their marks as one token each: by `tokenizers` for
 * Qwen3 and DeepSeek, with o200k_base between the marks for the others. Rendered by `@huggingface/jinja` 0.5 from the
 * templates that the source of each rule names. What is not here, a template cannot render, or renders in more ways.
 */
export const totals: Record<string, Record<string, number>> = {
  qwen: {
    plain: 12,
    turns: 46,
    system: 23,
    'system and turns': 38,
    unicode: 58,
    code: 32,
    spaces: 37,
    tools: 186,
    'many tools': 343,
    call: 342,
    'text and call': 230,
    parallel: 386,
    'call, tools told elsewhere': 86,
    reasoning: 23,
    'reasoning in a loop': 243,
  },
  deepseek: {
    plain: 7,
    turns: 27,
    system: 14,
    'system and turns': 22,
    unicode: 39,
    code: 26,
    spaces: 20,
    reasoning: 11,
  },
  deepseek_v3_1: {
    plain: 8,
    turns: 30,
    system: 15,
    'system and turns': 24,
    unicode: 41,
    code: 27,
    spaces: 22,
    'call, tools told elsewhere': 47,
    reasoning: 13,
  },
  gemma: {
    plain: 13,
    turns: 47,
    system: 19,
    'system and turns': 33,
    unicode: 57,
    code: 33,
    spaces: 30,
    reasoning: 24,
  },
  kimi_thinking: {
    plain: 29,
    turns: 63,
    system: 21,
    'system and turns': 35,
    unicode: 59,
    code: 49,
    spaces: 35,
    tools: 102,
    'many tools': 205,
    call: 213,
    'text and call': 148,
    parallel: 273,
    'call, tools told elsewhere': 76,
    reasoning: 40,
    'reasoning in a loop': 156,
  },
  kimi: {
    plain: 29,
    turns: 59,
    system: 21,
    'system and turns': 33,
    unicode: 57,
    code: 49,
    spaces: 33,
    tools: 102,
    'many tools': 205,
    call: 211,
    'text and call': 146,
    parallel: 269,
    'call, tools told elsewhere': 72,
    reasoning: 38,
    'reasoning in a loop': 147,
  },
  harmony: {
    plain: 71,
    turns: 105,
    system: 84,
    'system and turns': 98,
    unicode: 122,
    code: 91,
    spaces: 98,
    tools: 143,
    'many tools': 206,
    call: 235,
    'text and call': 195,
    'call, tools told elsewhere': 142,
    reasoning: 82,
    'reasoning in a loop': 201,
  },
  llama3: {
    plain: 39,
    turns: 73,
    system: 45,
    'system and turns': 59,
    unicode: 83,
    code: 59,
    spaces: 56,
    tools: 217,
    'many tools': 435,
    call: 414,
    'text and call': 253,
    'call, tools told elsewhere': 100,
    reasoning: 50,
    'reasoning in a loop': 260,
  },
};
