import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { send } from '../http.ts';
import { ROOT, type RunningProgram, startProgram } from '../program.ts';
import { chatStream, startUpstream, status, type Upstream } from '../upstream/index.ts';

/** Characters of a token, roughly: what the made-up provider counts by. */
const CHARACTERS = 3.7;
const WINDOW = 262_144;
const TOOLS = ['read_file', 'list_files', 'grep', 'edit_file', 'run_tests', 'web_search'];

type Message = Record<string, unknown>;

/** A program with an afternoon's work in it, for looking at. Nothing of it leaves this machine. */
export interface Demo {
  program: RunningProgram;
  /** Begins a turn that streams until the demo is stopped. */
  streaming(): void;
  stop(): Promise<void>;
}

function config(upstream: Upstream): string {
  const price = 'price = { input = 0.95, cache_read = 0.19, output = 4 }';
  return `
[providers.kimi]
base_url = "${upstream.url}"
api_key = "demo"
models = [{ id = "kimi-for-coding", max_context_size = ${WINDOW}, ${price} }]

[models."claude-sonnet-*"]
provider = "kimi"
model = "kimi-for-coding"
`;
}

/** This project's own sources, joined: what the agent reads. */
function reading(): string {
  const folder = path.join(ROOT, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => `// ${name}\n${readFileSync(path.join(folder, name), 'utf8')}`)
    .join('\n');
}

function schema(name: string): Message {
  const parameters = {
    type: 'object',
    properties: {
      path: { type: 'string', description: 'the file or folder that is meant, from the root of the project' },
      pattern: { type: 'string', description: 'what is looked for: a regular expression' },
      limit: { type: 'integer', minimum: 1, description: 'lines at most' },
    },
    required: ['path'],
  };
  const description = `${name.replace('_', ' ')}: works on the project that is open. ${'Say why before you use it. '.repeat(12)}`;
  return { type: 'function', function: { name, description, parameters } };
}

async function ask(program: RunningProgram, agent: string, body: Message): Promise<string> {
  const answer = await send(`${program.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': agent },
    body: JSON.stringify(body),
  });
  return answer.text;
}

function usage(
  messages: Message[],
  before: number,
  output: number,
): { usage: Record<string, unknown>; prompt: number } {
  const prompt = Math.round(JSON.stringify(messages).length / CHARACTERS) + 2_400;
  return {
    prompt,
    usage: {
      prompt_tokens: prompt,
      completion_tokens: output,
      total_tokens: prompt + output,
      prompt_tokens_details: { cached_tokens: before },
    },
  };
}

/** Plays the afternoon. `turns` of the long conversation fill three quarters of its window. */
export async function startDemo(turns = 14): Promise<Demo> {
  const upstream = await startUpstream();
  const program = await startProgram({ config: config(upstream) });
  const text = reading();
  const share = Math.floor((WINDOW * 0.72 * CHARACTERS) / turns);
  const tools = TOOLS.map(schema);
  const messages: Message[] = [
    {
      role: 'system',
      content: `You are a careful engineer. ${'You read before you write, and run the tests. '.repeat(60)}`,
    },
    { role: 'user', content: 'Fix the parser: the last event of a stream is lost when it has no blank line' },
  ];
  const body = () => ({ model: 'kimi-for-coding', stream: true, max_tokens: 32_000, tools, messages });
  let before = 0;
  for (let turn = 0; turn < turns; turn++) {
    const path = `src/streaming/part-${turn + 1}.ts`;
    const told = usage(messages, turn === 6 ? 0 : before, 180 + turn * 23);
    before = Math.floor(told.prompt / 256) * 256;
    const call = {
      id: `call_${turn}`,
      name: turn % 3 === 2 ? 'grep' : 'read_file',
      arguments: JSON.stringify({ path }),
    };
    upstream.next(
      chatStream({
        reasoning: ['The event is dropped ', 'where the buffer ends.'],
        chunks: ['I look at the splitter first.'],
        toolCalls: [call],
        usageValue: told.usage,
      }),
    );
    await ask(program, 'kimi-cli/1.4.0', body());
    messages.push(
      {
        role: 'assistant',
        content: 'I look at the splitter first.',
        tool_calls: [
          { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } },
        ],
      },
      { role: 'tool', tool_call_id: call.id, content: text.slice(turn * share, (turn + 1) * share) },
    );
  }
  const other = [{ role: 'user', content: 'Explain what the breaker does' }];
  upstream.next(status(429, { message: 'too many requests' }));
  upstream.next(
    chatStream({ chunks: ['It opens after five failures.'], usageValue: usage(other, 0, 96).usage }),
  );
  await ask(program, 'claude-cli/2.1.0', { model: 'claude-sonnet-5', stream: true, messages: other });
  upstream.next(status(404, { message: 'gpt-x is no model of this account' }));
  await ask(program, 'codex_cli_rs/0.60.0', {
    model: 'gpt-x',
    messages: [{ role: 'user', content: 'Rename the folder of fixtures' }],
  });
  const gate = upstream.gate();
  return {
    program,
    streaming() {
      const told = usage(messages, before, 640);
      const chunks = Array.from({ length: 400 }, (_, n) => `The fix has part ${n}: `);
      // In two halves, so that its progress is told of.
      const half = upstream.gate();
      setTimeout(() => half.open(), 900);
      upstream.next(chatStream({ chunks, gates: { 120: half, 320: gate }, usageValue: told.usage }));
      void ask(program, 'kimi-cli/1.4.0', body()).catch(() => undefined);
    },
    async stop() {
      gate.open();
      await program.stop();
      await upstream.close();
    },
  };
}
