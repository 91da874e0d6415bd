import type { AnswerEvent, NeutralAnswer } from './answer.ts';
import type { Changes } from './conversion.ts';
import { InputUnwrapper, unwrapInput } from './custom-input.ts';

/** A whole answer with the client's own names of tools, and the inputs of custom tools as plain text. */
export function restoreAnswer(answer: NeutralAnswer, changes: Changes): NeutralAnswer {
  const parts = answer.parts.map((part) => {
    if (part.type !== 'tool_call') return part;
    const name = changes.toolNames.get(part.name) ?? part.name;
    return changes.customTools.has(name)
      ? { ...part, name, custom: true, input: unwrapInput(part.input) }
      : { ...part, name };
  });
  return { ...answer, parts };
}

/** The same for the steps of a stream, one after another; nothing is held back that could be told. */
export function restoreEvents(changes: Changes): (events: AnswerEvent[]) => AnswerEvent[] {
  const unwrapping = new Map<number, InputUnwrapper>();

  const restore = (event: AnswerEvent): AnswerEvent[] => {
    if (event.type === 'part_start' && event.part.type === 'tool_call') {
      const name = changes.toolNames.get(event.part.name) ?? event.part.name;
      if (!changes.customTools.has(name)) return [{ ...event, part: { ...event.part, name } }];
      unwrapping.set(event.index, new InputUnwrapper());
      return [{ ...event, part: { ...event.part, name, custom: true } }];
    }
    if (event.type !== 'delta' && event.type !== 'part_end') return [event];
    const unwrapper = unwrapping.get(event.index);
    if (unwrapper === undefined) return [event];
    if (event.type === 'delta') return [{ ...event, text: unwrapper.push(event.text) }];
    unwrapping.delete(event.index);
    return [{ type: 'delta', index: event.index, text: unwrapper.end() }, event];
  };

  const nothing = changes.toolNames.size === 0 && changes.customTools.size === 0;
  return nothing ? (events) => events : (events) => events.flatMap(restore);
}
