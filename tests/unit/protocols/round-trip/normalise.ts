import type { ProtocolName } from '../../../../src/contract/index.ts';
import type { NeutralAnswer } from '../../../../src/protocols/neutral/answer.ts';
import type { Part, ToolResultPart } from '../../../../src/protocols/neutral/parts.ts';
import type { Message, NeutralRequest } from '../../../../src/protocols/neutral/request.ts';

/** What a protocol's table says that it loses, of what the generated conversations hold. */
interface Losses {
  /** Ids of calls are not the provider's business: they are made anew, in their order. */
  callIds?: boolean;
  /** A failed result says so in its text alone. */
  resultErrors?: boolean;
  stop?: boolean;
  /** Which calls were of custom tools. */
  customTools?: boolean;
  /** Keywords of a schema, rewritten in a form of its own. */
  schemas?: boolean;
  /** One of temperature and `top_p` is sent where both are set. */
  topP?: boolean;
  answerIds?: boolean;
  created?: boolean;
}

const LOSSES: Record<ProtocolName, Losses> = {
  'openai-chat': { resultErrors: true },
  'anthropic-messages': { customTools: true, created: true, topP: true },
  'openai-responses': { resultErrors: true, stop: true, answerIds: true },
  gemini: { customTools: true, schemas: true, created: true },
};

function lossesOf(protocols: ProtocolName[]): Losses {
  return Object.assign({}, ...protocols.map((protocol) => LOSSES[protocol]));
}

/** JSON in one form, whatever the order of its keys was. */
function canonical(json: string): unknown {
  return JSON.parse(json === '' ? '{}' : json);
}

function plainResult(part: ToolResultPart, losses: Losses): unknown {
  const texts = part.content.filter((one) => one.type === 'text').map((one) => one.text);
  const rest = part.content.filter((one) => one.type !== 'text').map((one) => plainPart(one, losses));
  const text = texts.join(' ').replace(/^Error:\s+/, '');
  return {
    type: part.type,
    callId: part.callId,
    text,
    rest,
    isError: losses.resultErrors ? undefined : part.isError === true,
  };
}

function plainPart(part: Part, losses: Losses): unknown {
  switch (part.type) {
    case 'tool_call': {
      const custom = part.custom === true && !losses.customTools;
      const input = part.custom === true ? { input: part.input } : canonical(part.input);
      return { type: part.type, id: part.id, name: part.name, custom, input };
    }
    case 'tool_result':
      return plainResult(part, losses);
    case 'image':
      return { type: part.type, source: { ...part.source, mediaType: undefined } };
    case 'reasoning':
      return { type: part.type, text: part.text, seal: part.seal };
    case 'text':
      return { type: part.type, text: part.text };
    default:
      return part;
  }
}

/** Adjacent messages of a role are one; a tool's results are put in the order of their ids. */
function plainMessages(messages: Message[], losses: Losses): unknown[] {
  const out: { role: string; parts: unknown[] }[] = [];
  for (const { role, parts } of messages) {
    const plain = parts.map((part) => plainPart(part, losses));
    const before = out.at(-1);
    if (before?.role === role) before.parts.push(...plain);
    else out.push({ role, parts: plain });
  }
  return out;
}

/** A request as what is left of it after these protocols; two that differ in nothing else are equal. */
export function plainRequest(request: NeutralRequest, protocols: ProtocolName[]): unknown {
  const losses = lossesOf(protocols);
  const { stop, topP, ...sampling } = request.sampling;
  return JSON.parse(
    JSON.stringify({
      stream: request.stream,
      messages: plainMessages(request.messages, losses),
      tools: request.tools.map((tool) => ({
        name: tool.name,
        description: tool.type === 'hosted' ? undefined : tool.description,
        type: losses.customTools ? undefined : tool.type,
        parameters:
          losses.schemas || tool.type !== 'function' || losses.customTools ? undefined : tool.parameters,
      })),
      toolChoice: request.toolChoice ?? { mode: 'auto' },
      sampling: {
        ...sampling,
        stop: losses.stop ? undefined : stop,
        topP: losses.topP && sampling.temperature !== undefined ? undefined : topP,
      },
    }),
  );
}

/** A seal that comes behind its text, as a part without any, is that text's. */
function sealed(parts: Part[]): Part[] {
  const out: Part[] = [];
  for (const part of parts) {
    const before = out.at(-1);
    if (
      part.type === 'reasoning' &&
      part.text === '' &&
      before?.type === 'reasoning' &&
      before.seal === undefined
    )
      out[out.length - 1] = { ...before, ...(part.seal === undefined ? {} : { seal: part.seal }) };
    else out.push(part);
  }
  return out;
}

/** The same of an answer. */
export function plainAnswer(answer: NeutralAnswer, protocols: ProtocolName[]): unknown {
  const losses = lossesOf(protocols);
  return JSON.parse(
    JSON.stringify({
      id: losses.answerIds ? undefined : answer.id,
      created: losses.created ? undefined : answer.created,
      parts: sealed(answer.parts).map((part) => plainPart(part, losses)),
      finish: answer.finish,
      // That nothing was written to a cache is said by 0, or not at all.
      usage: answer.usage === null ? null : { ...answer.usage, cache_write: answer.usage.cache_write ?? 0 },
    }),
  );
}
