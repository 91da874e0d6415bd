import { type PlacedContext, placeBlocks } from '../../../src/context/index.ts';
import { matchLlm } from '../../../src/protocols/index.ts';
import { readRequest } from '../fixtures/context.ts';
import { toolFixtures } from '../fixtures/index.ts';
import { seeded } from '../strange-texts.ts';
import { IDENTIFIERS, type TextKind, textOf } from './texts.ts';

/** The contexts of one conversation, or of one tool's calls, in their order. */
export interface Conversation {
  name: string;
  contexts: PlacedContext[];
}

type Message = Record<string, unknown>;

/** What the results of an agent's calls are made of, in turn. */
const AGENTS: [name: string, speaks: TextKind, results: TextKind[]][] = [
  ['English, code', 'english', ['code', 'code', 'english']],
  ['French, code', 'french', ['code', 'french', 'json']],
  ['Chinese, code', 'chinese', ['code', 'chinese', 'json']],
  ['JSON', 'english', ['json']],
  ['everything', 'english', ['code', 'json', 'french', 'chinese', 'base64', 'english']],
];
const TURNS = 60;
const TOOLS = 14;

function toolOf(random: () => number, at: number): Record<string, unknown> {
  const properties = Object.fromEntries(
    Array.from({ length: 2 + (at % 4) }, (_, n) => [
      `${IDENTIFIERS[(at * 5 + n) % IDENTIFIERS.length]}`,
      { type: n % 3 === 0 ? 'string' : 'number', description: textOf('english', random, 60).trim() },
    ]),
  );
  const description = textOf('english', random, 200 + 60 * at).trim();
  const parameters = { type: 'object', properties, required: Object.keys(properties).slice(0, 1) };
  return { type: 'function', function: { name: `tool_${at}`, description, parameters } };
}

/** Sizes of tool results: mostly a page, now and then a whole file. */
function sizeOf(random: () => number): number {
  return Math.round(Math.exp(Math.log(1000) + (random() + random() + random() - 1.5) * 2));
}

function turnOf(kind: TextKind, result: TextKind, random: () => number, turn: number): Message[] {
  const id = `call_${turn}`;
  const input = JSON.stringify({ path: `/src/${turn}.ts`, text: textOf(kind, random, 80) });
  const said: Message = {
    role: 'assistant',
    content: textOf(kind, random, 60 + random() * 400),
    tool_calls: [{ id, type: 'function', function: { name: `tool_${turn % TOOLS}`, arguments: input } }],
  };
  const messages = [
    said,
    { role: 'tool', tool_call_id: id, content: textOf(result, random, sizeOf(random)) },
  ];
  if (turn % 7 !== 6) return messages;
  return [
    ...messages,
    { role: 'assistant', content: textOf(kind, random, 600) },
    { role: 'user', content: textOf(kind, random, 150) },
  ];
}

function agent(seed: number, [name, kind, results]: (typeof AGENTS)[number]): Conversation {
  const random = seeded(seed);
  const operation = matchLlm('POST', '/v1/chat/completions')?.target;
  if (operation?.type !== 'operation') throw new Error('there are no chat completions');
  const tools = Array.from({ length: TOOLS }, (_, at) => toolOf(random, at));
  const messages: Message[] = [
    { role: 'system', content: textOf('english', random, 9000) },
    { role: 'user', content: textOf(kind, random, 300) },
  ];
  const contexts: PlacedContext[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    contexts.push(placeBlocks(operation.operation.blocks({ tools, messages })));
    messages.push(...turnOf(kind, results[turn % results.length] ?? kind, random, turn));
  }
  return { name, contexts };
}

/** Conversations of agents, 60 turns each, the same every time; and what real tools sent. */
export function conversations(): Conversation[] {
  return [
    ...AGENTS.map((each, at) => agent(at + 1, each)),
    ...toolFixtures().map(({ tool, requests }) => ({
      name: tool,
      contexts: requests
        .filter(({ path }) => matchLlm('POST', path)?.target.type === 'operation')
        .map((request) => readRequest(request))
        .filter(({ operation }) => operation === 'turn')
        .map(({ context }) => context),
    })),
  ];
}
