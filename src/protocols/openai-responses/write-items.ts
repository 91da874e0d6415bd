import type { Fields, Part, ReasoningPart, TextPart, ToolCallPart } from '../neutral/parts.ts';
import type { Message } from '../neutral/request.ts';
import { isObject, maybe, named, OWN, ownExtra } from './wire.ts';
import { type CallTarget, missingResult, strayResult, writeCall, writeResult } from './write-calls.ts';
import { writeContent } from './write-content.ts';

export interface ItemTarget extends CallTarget {
  /** Whether the provider keeps answers, so that its items can be named by their ids alone. */
  stored: boolean;
  /** Whether the conversation was told in this protocol: the others do not tell a summary from the reasoning itself. */
  native: boolean;
}

export interface WrittenInput {
  instructions: string | undefined;
  input: Fields[];
  /** How many of the messages are the instructions. */
  lead: number;
}

function onlyTexts(parts: Part[]): parts is TextPart[] {
  return parts.length > 0 && parts.every((part) => part.type === 'text');
}

/**
 * How many of the first messages are instructions: system texts that were not called `developer`. Where there is nothing
 * else, they are items: a request without input is refused ("One of "input" or "previous_response_id" or …").
 */
function leading(messages: Message[]): number {
  let count = 0;
  for (const { role, developer, parts } of messages) {
    if (role !== 'system' || developer === true || !onlyTexts(parts)) break;
    count++;
  }
  return count === messages.length ? 0 : count;
}

const summaryTexts = (text: string): Fields[] => (text === '' ? [] : [{ type: 'summary_text', text }]);

/**
 * Reasoning goes back to its maker only: with its encrypted content, or with its id where the provider has stored it.
 * `before`: parts without a seal directly before, which came from the same item.
 */
function writeReasoning(part: ReasoningPart, before: ReasoningPart[], target: ItemTarget): Fields | null {
  const { seal } = part;
  const storedId = named(ownExtra(part.extra).id);
  const all = [...before, part];
  const isSummary = (one: ReasoningPart): boolean => one.summary === true || !target.native;
  const summary = all.filter(isSummary).map((one) => one.text);
  const content = all.filter((one) => !isSummary(one) && one.text !== '').map((one) => one.text);
  const shape = { type: 'reasoning', summary: summary.flatMap(summaryTexts) };
  if (seal?.protocol === OWN && seal.kind === 'encrypted')
    return {
      ...shape,
      ...maybe('id', seal.id),
      ...(content.length === 0 ? {} : { content: content.map((text) => ({ type: 'reasoning_text', text })) }),
      encrypted_content: seal.value,
    };
  return storedId !== undefined && target.stored ? { ...shape, id: storedId } : null;
}

/** The items of an assistant's turn, in the order in which the model wrote its parts. */
class Turn {
  readonly items: Fields[] = [];
  private content: Fields[] | null = null;
  private unsealed: ReasoningPart[] = [];
  private readonly target: ItemTarget;

  constructor(target: ItemTarget) {
    this.target = target;
  }

  add(part: Part): void {
    if (part.type === 'reasoning') {
      this.reasoning(part);
      return;
    }
    this.dropUnsealed();
    if (part.type === 'text') this.text(part);
    else if (part.type === 'refusal') this.say({ type: 'refusal', refusal: part.text });
    else if (part.type === 'tool_call') this.push(writeCall(part, this.target));
    else if (part.type === 'other' && part.protocol === OWN) this.other(part.value);
    else {
      const what = part.type === 'other' ? `a part of ${part.protocol}` : `the ${part.type} in an answer`;
      this.target.notes.dropped(what, 'OpenAI takes none in an answer of the model');
    }
  }

  end(): void {
    this.dropUnsealed();
  }

  private push(item: Fields): void {
    this.content = null;
    this.items.push(item);
  }

  private other(value: Fields): void {
    if (typeof value.type === 'string' && /^(?:in|out)put_/.test(value.type)) this.say(value);
    else this.push(value);
  }

  private text(part: TextPart): void {
    if (part.text === '') return;
    const { item, ...extra } = ownExtra(part.extra);
    if (isObject(item)) this.content = null;
    this.say({ type: 'output_text', ...extra, text: part.text }, isObject(item) ? item : {});
  }

  private say(content: Fields, item: Fields = {}): void {
    if (this.content === null) {
      const list: Fields[] = [];
      this.push({ type: 'message', role: 'assistant', ...item, content: list });
      this.content = list;
    }
    this.content.push(content);
  }

  private reasoning(part: ReasoningPart): void {
    const item = writeReasoning(part, this.unsealed, this.target);
    if (item !== null) {
      this.unsealed = [];
      this.push(item);
    } else this.unsealed.push(part);
  }

  private dropUnsealed(): void {
    if (this.unsealed.length > 0)
      this.target.notes.dropped('reasoning of earlier turns', 'OpenAI takes back its own alone, encrypted');
    this.unsealed = [];
  }
}

/** Calls that have a result somewhere behind them. */
function answeredCalls(messages: Message[]): Set<ToolCallPart> {
  const known = new Map<string, ToolCallPart>();
  const answered = new Set<ToolCallPart>();
  for (const { parts } of messages) {
    for (const part of parts) {
      if (part.type === 'tool_call') known.set(part.id, part);
      const call = part.type === 'tool_result' ? known.get(part.callId) : undefined;
      if (call !== undefined) answered.add(call);
    }
  }
  return answered;
}

/** Whether a value of this protocol is an item of its own, and not a part of a message. */
function isItem(value: Fields): boolean {
  return typeof value.type === 'string' && /(?:_output|_response)$/.test(value.type);
}

function writeMessage(message: Message, role: 'system' | 'user', target: ItemTarget): Fields {
  const { parts, developer, extra } = message;
  const [only] = parts;
  if (parts.length === 1 && only?.type === 'other' && only.protocol === OWN && isItem(only.value))
    return only.value;
  const content = writeContent(parts, target.notes);
  return {
    type: 'message',
    role: developer === true ? 'developer' : role,
    ...ownExtra(extra),
    content: content.length === 0 ? [{ type: 'input_text', text: '' }] : content,
  };
}

/** A turn of the model: its items, and a result for each call that has none. */
function writeTurn(parts: Part[], answered: Set<ToolCallPart>, target: ItemTarget): Fields[] {
  const turn = new Turn(target);
  for (const part of parts) turn.add(part);
  turn.end();
  const calls = parts.filter((part) => part.type === 'tool_call');
  const open = calls.filter((call) => !answered.has(call));
  return [...turn.items, ...open.map((call) => missingResult(call, target.notes))];
}

function isOfModel(item: Fields): boolean {
  const type = String(item.type);
  return type === 'message' ? item.role === 'assistant' : !/(?:_output|_response|_trigger)$/.test(type);
}

/**
 * Reasoning behind which the user speaks, as of a turn that was cut, is refused: "Item 'rs_…' of type 'reasoning' was
 * provided without its required following item" (github.com/continuedev/continue/issues/9838,
 * github.com/openai/openai-node/issues/1791).
 */
function withoutLooseReasoning(input: Fields[], { notes }: ItemTarget): Fields[] {
  let follower: Fields | undefined;
  const kept = [...input];
  for (let i = input.length - 1; i >= 0; i--) {
    const item = input[i] as Fields;
    if (item.type !== 'reasoning') follower = item;
    else if (follower !== undefined && !isOfModel(follower)) {
      kept.splice(i, 1);
      notes.dropped('reasoning at the end of a turn', 'OpenAI refuses it without what the model did next');
    }
  }
  return kept;
}

/**
 * Messages as instructions and items. System texts in front are the instructions: they are the same each turn, and so
 * is the prefix that OpenAI caches; later ones stay where they stand, so that nothing moves to the front and breaks
 * it. Ids of items are not sent (but those of reasoning): they mean something only to a provider that stored them.
 */
export function writeInput(messages: Message[], target: ItemTarget): WrittenInput {
  const lead = leading(messages);
  const texts = messages.slice(0, lead).flatMap(({ parts }) => parts.filter((part) => part.type === 'text'));
  const instructions = texts.map(({ text }) => text).join('\n\n');
  const answered = answeredCalls(messages);
  const called = new Map<string, ToolCallPart>();
  const told = new Set<string>();
  const input: Fields[] = [];
  for (const message of messages.slice(lead)) {
    const { role, parts, name } = message;
    if (name !== undefined) target.notes.dropped(`the name of a ${role}`, 'the Responses API has none');
    if (role === 'user' || role === 'system') input.push(writeMessage(message, role, target));
    else if (role === 'assistant') input.push(...writeTurn(parts, answered, target));
    for (const part of parts) {
      if (part.type === 'tool_call') {
        called.set(part.id, part);
        told.delete(part.id);
      }
      if (part.type !== 'tool_result') continue;
      if (told.has(part.callId)) {
        target.notes.dropped('the second result of a call', 'the API takes one for each');
        continue;
      }
      const call = called.get(part.callId);
      if (call !== undefined) told.add(part.callId);
      const written =
        call === undefined
          ? strayResult(part, target.notes)
          : writeResult(part, call.custom === true, target.notes);
      input.push(written);
    }
  }
  return {
    instructions: instructions === '' ? undefined : instructions,
    input: withoutLooseReasoning(input, target),
    lead,
  };
}
