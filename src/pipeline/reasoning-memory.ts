import { BoundedMap } from '../context/index.ts';
import type { Message, NeutralRequest, Part, ReasoningPart, Seal } from '../protocols/index.ts';

/** What a model gave along with a call of a tool. */
interface Given {
  reasoning: ReasoningPart[];
  seal: Seal | undefined;
}

/** Calls that are remembered, and how long (UTF-16 units) what was given with one may be. */
const MOST_CALLS = 2_000;
export const LONGEST = 256 * 1024;

const NOTHING: Given = { reasoning: [], seal: undefined };

function lengthOf({ reasoning, seal }: Given): number {
  let length = seal?.value.length ?? 0;
  for (const part of reasoning) length += part.text.length + (part.seal?.value.length ?? 0);
  return length;
}

function textOf(parts: readonly ReasoningPart[]): string {
  return parts.map((part) => part.text).join('');
}

/** Whether what a client kept is all that was given, or has a seal that nobody remembers. */
function isWhole(kept: readonly ReasoningPart[], given: readonly ReasoningPart[]): boolean {
  const seals = (parts: readonly ReasoningPart[]) => parts.flatMap(({ seal }) => (seal ? [seal.value] : []));
  const sealed = seals(kept);
  const known = seals(given);
  if (sealed.some((seal) => !known.includes(seal))) return true;
  return known.every((seal) => sealed.includes(seal)) && (textOf(kept) !== '' || textOf(given) === '');
}

/**
 * The reasoning that models gave with their calls of tools, by the ids of the calls. Many clients do not send it back, and
 * some providers refuse the next turn without it.
 */
export class ReasoningMemory {
  private readonly calls = new BoundedMap<string, Given>(MOST_CALLS);

  /** Remembers an answer's reasoning with each of its calls. */
  remember(parts: readonly Part[]): void {
    const reasoning = parts.filter((part) => part.type === 'reasoning');
    for (const part of parts) {
      if (part.type !== 'tool_call') continue;
      const given = { reasoning, seal: part.seal };
      this.calls.set(part.id, lengthOf(given) <= LONGEST ? given : NOTHING);
    }
  }

  /** Remembers that nothing is known of these calls, so that they are not looked up again. */
  giveUp(callIds: Iterable<string>): void {
    for (const id of callIds) if (!this.knows(id)) this.calls.set(id, NOTHING);
  }

  knows(callId: string): boolean {
    return this.calls.get(callId) !== undefined;
  }

  /** The text of the reasoning that came with a call; null where nobody knows. */
  textOf(callId: string): string | null {
    const text = textOf(this.calls.get(callId)?.reasoning ?? []);
    return text === '' ? null : text;
  }

  /** The same request with what its client dropped. */
  restore(request: NeutralRequest): NeutralRequest {
    return { ...request, messages: request.messages.map((message) => this.restoreMessage(message)) };
  }

  private restoreMessage(message: Message): Message {
    if (message.role !== 'assistant') return message;
    const calls = message.parts.filter((part) => part.type === 'tool_call');
    const known = calls.map((call) => this.calls.get(call.id));
    if (known.every((given) => given === undefined)) return message;
    const parts = message.parts.map((part) => {
      if (part.type !== 'tool_call' || part.seal !== undefined) return part;
      const seal = this.calls.get(part.id)?.seal;
      return seal === undefined ? part : { ...part, seal };
    });
    const reasoning = known.find((given) => given !== undefined)?.reasoning ?? [];
    const kept = message.parts.filter((part) => part.type === 'reasoning');
    if (reasoning.length === 0 || isWhole(kept, reasoning)) return { ...message, parts };
    // What the client kept may be the text alone: what was remembered has its seal, too.
    return { ...message, parts: [...reasoning, ...parts.filter((part) => part.type !== 'reasoning')] };
  }
}
