import type { RequestTarget, WrittenRequest } from '../neutral/conversion.ts';
import type { Fields } from '../neutral/parts.ts';
import type { NeutralRequest } from '../neutral/request.ts';
import { LETTER_NAMES, OPENAI_NAMES, ToolNames } from '../neutral/tool-names.ts';
import { forcedTools } from './forced-tools.ts';
import { asOpenAITakesIt } from './openai-rules.ts';
import { maybe, ownExtra } from './wire.ts';
import type { MessageTarget } from './write-assistant.ts';
import { writeMessages } from './write-messages.ts';
import { writeOptions, writeReasoning, writeSampling } from './write-options.ts';
import { writeFormat, writeTools } from './write-tools.ts';

function withoutRefused(body: Fields, { quirks, notes }: MessageTarget): Fields {
  for (const field of quirks.refusedFields) {
    if (body[field] === undefined) continue;
    delete body[field];
    notes.dropped(field, 'the provider refuses it');
  }
  return body;
}

function namesOfCustomCalls(request: NeutralRequest): Set<string> {
  const names = new Set<string>();
  for (const { parts } of request.messages)
    for (const part of parts) if (part.type === 'tool_call' && part.custom === true) names.add(part.name);
  return names;
}

/**
 * The request as a provider of chat completions takes it. Throws `unsupported_conversion` for what cannot be carried;
 * notes the rest.
 */
export function writeRequest(request: NeutralRequest, to: RequestTarget): WrittenRequest {
  const { quirks, notes, model } = to;
  const names = new ToolNames(quirks.toolNames === 'letter' ? LETTER_NAMES : OPENAI_NAMES);
  const forced =
    request.toolChoice === undefined || request.tools.length === 0
      ? undefined
      : forcedTools(request.toolChoice, quirks, model, request.reasoning?.enabled ?? null);
  if (forced?.note !== undefined) notes.changed('tool_choice', forced.note);
  const reasoning = forced?.off === true ? { enabled: false } : request.reasoning;
  const target: MessageTarget = { quirks, notes, model, names, thinking: reasoning?.enabled ?? null };
  const customs = quirks.customTools ? new Set<string>() : namesOfCustomCalls(request);
  const format = writeFormat(request, target);
  const messages = writeMessages(request.messages, target, format.told);
  const { old_functions: _, ...extra } = ownExtra(request.extra);
  const body: Fields = {
    ...extra,
    model,
    messages,
    ...writeTools(request, forced?.choice, target, customs),
    ...maybe('response_format', format.field),
    ...writeSampling(request, target),
    ...writeReasoning(reasoning, target),
    ...writeOptions(request, target),
    ...(request.stream ? { stream: true } : {}),
    ...(request.stream && quirks.asksUsage ? { stream_options: { include_usage: true } } : {}),
  };
  return {
    body: withoutRefused(quirks.isOpenAI ? asOpenAITakesIt(body, target) : body, target),
    path: '/chat/completions',
    headers: {},
    changes: { toolNames: names.back, customTools: customs },
  };
}
