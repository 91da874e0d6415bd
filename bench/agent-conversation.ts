import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A conversation of a coding agent as its requests: each one is the one before, and what has come since. */
export interface AgentConversation {
  turns: number;
  /** Characters of the last request, about. */
  size: number;
  /** Another number, another conversation. */
  seed: number;
}

const SYSTEM = 9000;
const TOOLS = 30;
/** What an agent says before it calls a tool. */
const SAID = 260;

/** What an agent reads: this repository's own sources and pages, from a place on that depends on the seed. */
function reader(root: string, seed: number): (length: number) => string {
  const files = ['src', 'docs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:ts|md)$/.test(name))
      .sort()
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  );
  const all = files.join('\n');
  let at = (seed * 104_729) % all.length;
  return (length) => {
    if (at + length > all.length) at = 0;
    at += length;
    return all.slice(at - length, at);
  };
}

function tool(name: string, about: string): unknown {
  const path = { type: 'string', description: about.slice(0, 120) };
  const mode = { type: 'string', enum: ['read', 'write', 'append'], description: about.slice(120, 220) };
  const limit = { type: 'integer', description: about.slice(220, 280) };
  const parameters = { type: 'object', properties: { path, mode, limit }, required: ['path'] };
  return { type: 'function', function: { name, description: about.slice(280, 700), parameters } };
}

/** The requests' bodies (chat completions), the same for the same repository and seed. */
export function* agentConversation(root: string, shape: AgentConversation): Generator<Buffer> {
  const read = reader(root, shape.seed);
  const system = { role: 'system', content: read(SYSTEM) };
  const tools = Array.from({ length: TOOLS }, (_, i) => tool(`tool_${shape.seed}_${i}`, read(700)));
  const end = `],"tools":${JSON.stringify(tools)},"stream":true}`;
  let list = `{"model":"mock/m","messages":[${JSON.stringify(system)}`;
  const growth = (shape.size - list.length - end.length) / shape.turns;
  for (let turn = 1; turn <= shape.turns; turn++) {
    const messages: unknown[] = [];
    const before = list.length;
    if (turn > 1) {
      const id = `call_${shape.seed}_${turn}`;
      const call = {
        name: `tool_${shape.seed}_${turn % TOOLS}`,
        arguments: JSON.stringify({ path: read(60) }),
      };
      messages.push({
        role: 'assistant',
        content: read(SAID),
        tool_calls: [{ id, type: 'function', function: call }],
      });
      messages.push({ role: 'tool', tool_call_id: id, content: '' });
    }
    if (turn % 10 === 1) messages.push({ role: 'user', content: read(200) });
    const bare = messages.reduce<number>((sum, each) => sum + JSON.stringify(each).length + 1, 0);
    const result = messages.find((each) => (each as { role: string }).role === 'tool') as
      | { content: string }
      | undefined;
    // Escaping makes it a tenth longer.
    if (result !== undefined) result.content = read(Math.max(10, Math.round((growth - bare) / 1.05)));
    for (const each of messages) list += `,${JSON.stringify(each)}`;
    if (list.length === before) throw new Error('a turn without a message');
    yield Buffer.from(list + end);
  }
}
