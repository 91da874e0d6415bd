import type { ToolCall } from './calls.ts';
import type { FinishReason, WireUsage } from './turn.ts';

/** Everything that was said, for an answer in one piece. */
export interface Said {
  text: string;
  reasoning: string;
  calls: readonly ToolCall[];
  finish: FinishReason;
}

/** How an endpoint writes an answer: in one object, or in the pieces of a stream. */
export interface Shape {
  whole(said: Said, usage: WireUsage | null): object;
  /** Before the first word; null: nothing. */
  opening(): object | null;
  word(text: string): object;
  reasoning(text: string): object;
  call(index: number, call: ToolCall): object[];
  closing(finish: FinishReason): object;
  usage(usage: WireUsage): object;
}

export interface ShapeInit {
  id: string;
  /** Unix seconds. */
  created: number;
  model: string;
  /** Whether the chunks before the usage chunk say `usage: null`, as they do where it was asked for. */
  nullUsage: boolean;
}

const FINGERPRINT = 'fp_test';

function callId(id: string, index: number): string {
  return `call_${id}_${index}`;
}

/** `/chat/completions` and `/fim/completions`. */
export function chatShape(init: ShapeInit): Shape {
  const head = { id: `chatcmpl-${init.id}`, created: init.created, model: init.model };
  const chunk = (delta: object, finish: FinishReason | null = null): object => ({
    ...head,
    object: 'chat.completion.chunk',
    system_fingerprint: FINGERPRINT,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    ...(init.nullUsage ? { usage: null } : {}),
  });
  return {
    whole: (said, usage) => ({
      ...head,
      object: 'chat.completion',
      system_fingerprint: FINGERPRINT,
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: said.text === '' && said.calls.length > 0 ? null : said.text,
            refusal: null,
            ...(said.reasoning === '' ? {} : { reasoning_content: said.reasoning }),
            ...(said.calls.length === 0
              ? {}
              : {
                  tool_calls: said.calls.map((call, index) => ({
                    id: callId(init.id, index),
                    type: 'function',
                    function: { name: call.name, arguments: call.arguments },
                  })),
                }),
          },
          logprobs: null,
          finish_reason: said.finish,
        },
      ],
      ...(usage === null ? {} : { usage }),
    }),
    opening: () => chunk({ role: 'assistant', content: '' }),
    word: (content) => chunk({ content }),
    reasoning: (text) => chunk({ reasoning_content: text }),
    call: (index, call) => {
      const middle = Math.ceil(call.arguments.length / 2);
      const start = { name: call.name, arguments: '' };
      const pieces = [call.arguments.slice(0, middle), call.arguments.slice(middle)];
      return [
        chunk({ tool_calls: [{ index, id: callId(init.id, index), type: 'function', function: start }] }),
        ...pieces
          .filter((piece) => piece !== '')
          .map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
      ];
    },
    closing: (finish) => chunk({}, finish),
    usage: (usage) => ({
      ...head,
      object: 'chat.completion.chunk',
      system_fingerprint: FINGERPRINT,
      choices: [],
      usage,
    }),
  };
}

/** `/completions`: text without roles, tools or reasoning. */
export function textShape(init: ShapeInit): Shape {
  const head = {
    id: `cmpl-${init.id}`,
    object: 'text_completion',
    created: init.created,
    model: init.model,
    system_fingerprint: FINGERPRINT,
  };
  const piece = (text: string, finish: FinishReason | null, usage: object): object => ({
    ...head,
    choices: [{ index: 0, text, logprobs: null, finish_reason: finish }],
    ...usage,
  });
  const nullUsage = init.nullUsage ? { usage: null } : {};
  return {
    whole: (said, usage) => piece(said.text, said.finish, usage === null ? {} : { usage }),
    opening: () => null,
    word: (text) => piece(text, null, nullUsage),
    reasoning: (text) => piece(text, null, nullUsage),
    call: () => [],
    closing: (finish) => piece('', finish, nullUsage),
    usage: (usage) => ({ ...head, choices: [], usage }),
  };
}
