import { send } from '../http.ts';
import { type RunningProgram, startProgram } from '../program.ts';
import { chatCompletion, startUpstream, type Upstream } from '../upstream/index.ts';

/** A program with one provider whose usage is scripted, and conversations of a tool through it. */
export interface Talks {
  program: RunningProgram;
  /** A conversation of its own session, named by its first message. */
  begin(first: string, model?: 'priced' | 'unpriced'): Talk;
  stop(): Promise<void>;
}

export interface TalkTurn {
  /** What the provider counts. */
  input: number;
  cached?: number;
  output?: number;
  /** A tool's result that came since the turn before. */
  result?: { tool: string; text: string };
  /** What the user says, in place of going on. */
  says?: string;
  /** A helper's turn: it has a context of its own. */
  agent?: string;
  system?: string;
  /** The most that the client lets the answer have. */
  maxTokens?: number;
  /** Names of the tools that the answer calls. */
  calls?: string[];
}

export interface Talk {
  turn(turn: TalkTurn): Promise<void>;
}

const CONFIG = (url: string): string => `
[providers.kimi]
base_url = "${url}"
api_key = "k-test"

[models.priced]
provider = "kimi"
model = "priced"
max_context_size = 10000
price = { input = 1.0, cache_read = 0.1, output = 4.0 }

[models.unpriced]
provider = "kimi"
model = "unpriced"
`;

const SYSTEM = `You are a careful engineer.\n${'Read before you write. '.repeat(40)}`;
const TOOLS = ['read_file', 'run'].map((name) => ({
  type: 'function',
  function: {
    name,
    description: 'It does what its name says.',
    parameters: { type: 'object', properties: {} },
  },
}));

/** Starts it; `model` is `priced` (a window of 10,000 tokens) or `unpriced` (of no known window). */
export async function startTalks(): Promise<Talks> {
  const upstream: Upstream = await startUpstream();
  upstream.models(['priced', 'unpriced']);
  const program = await startProgram({ config: CONFIG(upstream.url) });
  let begun = 0;
  const begin: Talks['begin'] = (first, model = 'priced') => {
    const session = `talk-${++begun}`;
    const said = new Map<string, object[]>();
    let calls = 0;
    return {
      async turn({
        input,
        cached,
        output = 20,
        result,
        says,
        agent = '',
        system = SYSTEM,
        maxTokens,
        calls: called = [],
      }) {
        const messages = said.get(agent) ?? [
          { role: 'user', content: agent === '' ? first : `Explore: ${agent}` },
        ];
        if (result !== undefined) {
          const id = `call_${++calls}`;
          const call = { id, type: 'function', function: { name: result.tool, arguments: '{}' } };
          messages.push({ role: 'assistant', content: null, tool_calls: [call] });
          messages.push({ role: 'tool', tool_call_id: id, content: result.text });
        }
        if (says !== undefined) messages.push({ role: 'user', content: says });
        said.set(agent, messages);
        const text = `Done ${messages.length}.`;
        upstream.next(
          chatCompletion({
            text,
            toolCalls: called.map((name, n) => ({ id: `asked_${n}`, name, arguments: '{}' })),
            usage: {
              prompt_tokens: input,
              completion_tokens: output,
              total_tokens: input + output,
              ...(cached === undefined ? {} : { prompt_tokens_details: { cached_tokens: cached } }),
            },
          }),
        );
        const answer = await send(`${program.url}/v1/chat/completions`, {
          headers: {
            'user-agent': 'claude-cli/2.0',
            'x-claude-code-session-id': session,
            ...(agent === '' ? {} : { 'x-claude-code-agent-id': agent }),
          },
          body: {
            model,
            tools: TOOLS,
            ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
            messages: [{ role: 'system', content: system }, ...messages],
          },
        });
        if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
        messages.push({ role: 'assistant', content: text });
      },
    };
  };
  return {
    program,
    begin,
    async stop() {
      await program.stop();
      await upstream.close();
    },
  };
}
