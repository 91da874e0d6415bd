import { namesOf, piecesWithCalls } from '../neutral/called-tools.ts';
import { fieldsOf } from '../neutral/parts.ts';

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function* namesIn(piece: unknown): Generator<unknown> {
  for (const choice of list(fieldsOf(piece).choices)) {
    const { message, delta } = fieldsOf(choice);
    const { tool_calls: calls, function_call: older } = fieldsOf(message ?? delta);
    yield fieldsOf(older).name;
    for (const call of list(calls)) {
      const { function: called, custom } = fieldsOf(call);
      yield fieldsOf(called ?? custom).name;
    }
  }
}

/** Names of the tools that an answer calls, whole or streamed. Never throws. */
export function calledTools(body: Buffer, streamed: boolean): string[] {
  return namesOf(
    piecesWithCalls(body, streamed, ['"tool_calls"', '"function_call"']).flatMap((piece) => [
      ...namesIn(piece),
    ]),
  );
}
