import { setTimeout as delay } from 'node:timers/promises';
import type { ExchangeView } from '../../../src/contract/index.ts';
import { unexpectedEdit } from '../fixtures/compare.ts';
import type { Tapped } from '../fixtures/tap.ts';
import { type Child, end, endsWithin, plain } from '../processes.ts';
import { type Mark, markOf } from './logs.ts';
import { REFUSAL, SECRET } from './model.ts';
import type { Stage } from './stage.ts';
import { type Terminal, TOOL_MODEL } from './tool.ts';
import type { Case } from './types.ts';

/** A cell that is not green, and why. */
export class Red extends Error {
  /** The provider refused what the tool itself had written: the program passed it on as it was. */
  readonly isTheirs: boolean;

  constructor(message: string, isTheirs = false) {
    super(message);
    this.isTheirs = isTheirs;
  }
}

/** What a case leaves to look at. */
export interface Scene {
  /** What the tool printed. */
  output: string;
  /** What is worth knowing of a case that is green. */
  note: string | null;
}

/** How long a provider's request may outlive its client. */
const GONE_WITHIN_MS = 2000;
/** How long a tool has to react to a signal before a stronger one. */
const REACTS_WITHIN_MS = 5000;

const PROMPTS = {
  text: 'Name a plant of the rock garden.',
  tool: 'Read the file note.txt and say what it says.',
  again: 'Name a plant that goes with it.',
  cancel: 'Tell me a very long story.',
  error: 'Name a plant of the marshes.',
  mcp: 'Read the file note.txt with the tool of the MCP server and say what it says.',
} as const;

/** What the model says in the end; no tool says it of itself. */
const ANSWERS = {
  text: 'saxifrage-2718',
  tool: 'It-says',
  again: 'cinquefoil-3141',
  mcp: 'It-tells',
} as const;

async function finish(child: Child, limitMs: number, scene: Scene): Promise<void> {
  const ended = await endsWithin(child, limitMs);
  if (!ended) await end(child);
  scene.output = child.output();
  if (!ended) throw new Red(`the tool did not end within ${limitMs / 1000} s`);
}

/** Exchanges once none of them runs any more. */
async function settled(stage: Stage): Promise<ExchangeView[]> {
  for (let reads = 0; ; reads += 1) {
    const exchanges = await stage.exchanges();
    if (reads > 40 || exchanges.every((one) => one.status !== 'running')) return exchanges;
    await delay(50);
  }
}

interface Reason {
  text: string;
  isTheirs: boolean;
}

const bodyOf = (tapped: Tapped) =>
  Buffer.concat(tapped.answer?.pieces ?? [])
    .toString()
    .slice(0, 600);

/** Whether the tool sent this very body, but for the model's name. */
function isPassedOn(stage: Stage, up: Tapped, from: Mark): boolean {
  const model = { from: TOOL_MODEL, to: stage.providerModel };
  return stage.front.requests
    .slice(from.front)
    .some((sent) => unexpectedEdit(sent.body, up.body, model) === null);
}

/** The first thing that went wrong on the way, in the order of the way back: what explains a missing answer best. */
function reasonFor(stage: Stage, from: Mark): Reason {
  const failed = (tapped: Tapped) => tapped.answer !== null && tapped.answer.status >= 400;
  const up = stage.back.requests.slice(from.back).find(failed);
  if (up)
    return {
      text: `the provider refused ${up.method} ${up.path} with ${up.answer?.status}: ${bodyOf(up)}`,
      isTheirs: isPassedOn(stage, up, from),
    };
  const down = stage.front.requests.slice(from.front).find(failed);
  const asked = stage.front.requests.length - from.front;
  const text = down
    ? `the program answered ${down.method} ${down.path} with ${down.answer?.status}: ${bodyOf(down)}`
    : `the tool asked ${asked} times, and nothing was refused`;
  return { text, isTheirs: false };
}

/** What the tool should have said, and did not. */
function unsaid(wanted: string, stage: Stage, from: Mark): Red {
  const { text, isTheirs } = reasonFor(stage, from);
  return new Red(`the tool did not say "${wanted}"; ${text}`, isTheirs);
}

/**
 * Types the question once the conversation so far is shown, which ends with the secret, and ends the tool once it has
 * shown the answer, or cannot any more.
 */
async function converse(
  stage: Stage,
  { line, prompt }: Terminal,
  wanted: string,
  limitMs: number,
  scene: Scene,
): Promise<void> {
  const child = stage.run(line, true);
  if (await child.shows(new RegExp(SECRET), limitMs)) {
    child.type(prompt);
    await child.shows(new RegExp(prompt), REACTS_WITHIN_MS);
    // A terminal that is still loading may swallow it.
    for (let waited = 0, said = false; !said && waited < limitMs; waited += REACTS_WITHIN_MS) {
      child.type('\r');
      said = await child.shows(new RegExp(wanted), REACTS_WITHIN_MS);
    }
  }
  await end(child);
  scene.output = plain(child.output());
}

async function asksFor(
  stage: Stage,
  command: readonly string[] | Terminal,
  wanted: string,
  limitMs: number,
  scene: Scene,
): Promise<void> {
  const from = markOf(stage);
  const before = new Set((await settled(stage)).map(({ id }) => id));
  if ('line' in command) await converse(stage, command, wanted, limitMs, scene);
  else await finish(stage.run(command), limitMs, scene);
  if (!scene.output.includes(wanted)) throw unsaid(wanted, stage, from);
  // What earlier scenes asked for may have failed, as it was to.
  const broken = (await settled(stage)).filter(({ id, status }) => !before.has(id) && status !== 'ok');
  const [first] = broken;
  if (first) throw new Red(`exchange ${first.id} is ${first.status}: ${first.error?.message}`);
}

async function cancels(stage: Stage, limitMs: number, scene: Scene): Promise<void> {
  const { model } = stage;
  const from = markOf(stage);
  const child = stage.run(stage.tool.ask(stage.place, PROMPTS.cancel));
  const reached = await Promise.race([
    model.stalled.reached.then(() => true),
    child.exited.then(() => false),
    delay(limitMs, false),
  ]);
  scene.output = child.output();
  if (!reached) {
    await end(child);
    const { text, isTheirs } = reasonFor(stage, from);
    throw new Red(`no answer was begun; ${text}`, isTheirs);
  }
  const request = model.asked;
  const front = stage.front.requests.slice(from.front).findLast((one) => one.answer?.ended !== true);
  child.signal('SIGINT');
  if (!(await endsWithin(child, REACTS_WITHIN_MS))) await end(child);
  scene.output = child.output();
  for (let waits = 0; front?.goneAt === null && waits < 40; waits += 1) await delay(50);
  if (!request || !front || front.goneAt === null) throw new Red('the tool did not let go of its request');
  const closed = await Promise.race([request.closed.then(() => true), delay(GONE_WITHIN_MS, false)]);
  if (!closed) throw new Red(`the provider's request outlived its client by more than ${GONE_WITHIN_MS} ms`);
  const cancelled = (await settled(stage)).some((one) => one.status === 'cancelled');
  if (!cancelled) throw new Red('no exchange is `cancelled`');
}

async function failsAloud(stage: Stage, limitMs: number, scene: Scene): Promise<void> {
  const from = markOf(stage);
  await finish(stage.run(stage.tool.ask(stage.place, PROMPTS.error)), limitMs, scene);
  if (!scene.output.includes(REFUSAL)) throw unsaid(REFUSAL, stage, from);
  const failed = (await settled(stage)).some(
    (one) => one.status === 'error' && one.error?.message.includes(REFUSAL),
  );
  if (!failed) throw new Red('no exchange has the provider’s error');
}

/** Requests of the tool to the MCP server for a method, that were answered. */
const mcpRequests = ({ mcp }: Stage, method: string) =>
  mcp.requests.filter(({ body, answer }) => body.includes(`"${method}"`) && (answer?.status ?? 500) < 300);

async function asksTheGateway(stage: Stage, limitMs: number, scene: Scene): Promise<void> {
  const { model, place, tool } = stage;
  const { files, flags = [] } = tool.mcp(place, stage.mcp.url);
  stage.write(files);
  model.play('mcp', ANSWERS.mcp);
  const line = [...tool.ask(place, PROMPTS.mcp), ...flags];
  await asksFor(stage, line, `${ANSWERS.mcp} ${SECRET}`, limitMs, scene);
  for (const method of ['tools/list', 'tools/call'])
    if (mcpRequests(stage, method).length === 0) throw new Red(`the gateway has answered no ${method}`);
}

/** Turns of `tool` and `again` are in one session that bears the tool's name, and nothing else made a session. */
async function isOneSession(stage: Stage): Promise<void> {
  const turns = (await settled(stage)).filter((one) => one.kind === 'turn');
  const stranger = turns.find((one) => one.client.name !== stage.tool.client);
  if (stranger) throw new Red(`exchange ${stranger.id} is said to be of ${stranger.client.name}`);
  const sessions = await stage.sessions();
  const unnamed = sessions.find((one) => !one.name.startsWith(stage.tool.client));
  if (unnamed) throw new Red(`session ${unnamed.id} is called "${unnamed.name}"`);
  const known = new Set(turns.map((one) => one.session_id));
  // One conversation for `text`, one for `tool` and `again`.
  if (known.size !== 2 || sessions.length !== 2)
    throw new Red(
      `${turns.length} turns of 2 conversations are in ${known.size} of ${sessions.length} sessions: ` +
        turns.map((one) => `${one.id}→${one.session_id}`).join(', '),
    );
}

/** Runs one case; throws {@link Red} where it is not green. */
export async function runCase(stage: Stage, name: Case, limitMs: number, scene: Scene): Promise<void> {
  const { tool, place, model } = stage;
  switch (name) {
    case 'text':
      model.play('words', ANSWERS.text);
      return asksFor(stage, tool.ask(place, PROMPTS.text), ANSWERS.text, limitMs, scene);
    case 'tool':
      model.play('tool', ANSWERS.tool);
      await asksFor(stage, tool.ask(place, PROMPTS.tool), `${ANSWERS.tool} ${SECRET}`, limitMs, scene);
      if (model.thought === null) scene.note = 'no reasoning';
      else if (!model.asked?.text().includes(model.thought)) scene.note = 'reasoning lost';
      return;
    case 'again':
      model.play('words', ANSWERS.again);
      return asksFor(stage, tool.askAgain(place, PROMPTS.again), ANSWERS.again, limitMs, scene);
    case 'session':
      return isOneSession(stage);
    case 'cancel':
      model.play('stall', '');
      return cancels(stage, limitMs, scene);
    case 'error':
      model.play('error', '');
      return failsAloud(stage, limitMs, scene);
    case 'mcp':
      return asksTheGateway(stage, limitMs, scene);
  }
}
