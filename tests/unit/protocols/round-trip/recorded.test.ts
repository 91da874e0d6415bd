import { describe, expect, it } from 'vitest';
import type { ProtocolName } from '../../../../src/contract/index.ts';
import { matchLlm } from '../../../../src/protocols/index.ts';
import { Notes } from '../../../../src/protocols/neutral/notes.ts';
import type { Fields } from '../../../../src/protocols/neutral/parts.ts';
import type { NeutralRequest } from '../../../../src/protocols/neutral/request.ts';
import { toolFixtures } from '../../../support/fixtures/index.ts';
import { SPEAKERS, type Speaker, through } from './lanes.ts';
import { plainRequest } from './normalise.ts';

interface Recorded {
  speaker: Speaker;
  request: NeutralRequest;
}

/** What a tool sent that can be converted, read as the program reads it. */
function recorded(tool: ReturnType<typeof toolFixtures>[number]): Recorded[] {
  return tool.requests.flatMap(({ method, path, body }) => {
    const match = matchLlm(method, path);
    if (match?.target.type !== 'operation' || !match.target.operation.converts) return [];
    const { operation } = match.target;
    const speaker = SPEAKERS.find(({ name }) => name === match.protocol.name);
    if (speaker === undefined) throw new Error(`nobody speaks ${match.protocol.name}`);
    const fields = JSON.parse(body) as Fields;
    const request = speaker.conversion.readRequest(fields, {
      model: match.model ?? String(fields.model),
      stream: fields.stream === true || operation.streams === 'always',
      operation: operation.id,
      notes: new Notes(),
      toAnthropic: false,
    });
    return [{ speaker, request }];
  });
}

interface Plain {
  messages: { role: string; parts: { type: string; text?: string; seal?: unknown }[] }[];
  sampling: Record<string, unknown>;
  tools: { name: string; parameters?: unknown }[];
  toolChoice: { mode: string };
}

/** Where a text is put together, or goes to the user's side, its words stay: white space and the mark around them do not. */
function words(text: string): string {
  return text.replace(/<\/?system-reminder>/g, '').replace(/\s+/g, '');
}

/** Messages as what is left of them: texts of one may become one; a system message between others is the user's. */
function plainTalk(messages: Plain['messages'], keepsReasoning: boolean): Plain['messages'] {
  const out: Plain['messages'] = [];
  for (const { role, parts } of messages) {
    const by = role === 'system' && out.length > 0 ? 'user' : role;
    const before = out.at(-1);
    const into = before?.role === by ? before.parts : [];
    if (before?.role !== by) out.push({ role: by, parts: into });
    for (const part of parts) {
      const last = into.at(-1);
      // Without its seal it goes to chat alone.
      if (part.type === 'reasoning' && part.seal === undefined && !keepsReasoning) continue;
      if (part.type !== 'text') into.push(part);
      else if (last?.type === 'text') last.text += words(part.text ?? '');
      else into.push({ ...part, text: words(part.text ?? '') });
    }
  }
  return out;
}

/**
 * What the tables say of what tools send, beyond {@link plainRequest}: tools that a provider runs itself and `top_k` are
 * not for all; tools that are not offered, only declared for the history's sake, are none; `max_tokens` is compared apart.
 */
function plain(request: NeutralRequest, from: ProtocolName, to: ProtocolName): unknown {
  const { messages, sampling, tools, toolChoice, ...rest } = plainRequest(request, [from, to]) as Plain;
  const hosted = new Set(request.tools.flatMap((tool) => (tool.type === 'hosted' ? [tool.name] : [])));
  const offered = toolChoice.mode === 'none' ? [] : tools;
  return {
    ...rest,
    messages: plainTalk(messages, from === to || to === 'openai-chat'),
    tools: offered
      .filter((tool) => from === to || !hosted.has(tool.name))
      .map((tool) => ({ ...tool, parameters: tool.parameters ?? { type: 'object', properties: {} } })),
    toolChoice: toolChoice.mode === 'none' ? { mode: 'auto' } : toolChoice,
    sampling: { ...sampling, maxTokens: undefined, topK: from === to ? sampling.topK : undefined },
  };
}

describe.each(toolFixtures().map((tool) => [tool.tool, tool] as const))('%s', (_name, tool) => {
  const all = recorded(tool);

  it('has turns with calls and their results', () => {
    const parts = all.flatMap(({ request }) => request.messages.flatMap((message) => message.parts));
    const types = [...new Set(parts.map(({ type }) => type))];
    expect(types).toEqual(expect.arrayContaining(['text', 'tool_call', 'tool_result']));
  });

  it.each(SPEAKERS.map((speaker) => [speaker.name, speaker] as const))(
    'keeps its conversations by way of %s',
    (to, other) => {
      for (const { speaker, request } of all) {
        const from = speaker.name;
        const back = through(through(request, other), speaker);
        expect(plain(back, from, to)).toEqual(plain(request, from, to));
        const [limit = Number.POSITIVE_INFINITY, sent] = [
          request.sampling.maxTokens,
          back.sampling.maxTokens,
        ];
        expect(sent ?? limit).toBeLessThanOrEqual(limit);
      }
    },
  );
});
