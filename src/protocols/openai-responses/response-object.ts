import type { Finish } from '../neutral/answer.ts';
import type { AnswerTarget } from '../neutral/conversion.ts';
import { Notes } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type { NeutralRequest, Tool } from '../neutral/request.ts';
import { OPENAI_NAMES, ToolNames } from '../neutral/tool-names.ts';
import { responseIdOf } from './ids.ts';
import { ownExtra } from './wire.ts';
import { writeFormat, writeTools } from './write-tools.ts';

/** Names as the client has them: an answer repeats them to itself. */
class SameNames extends ToolNames {
  override of(name: string): string {
    return name;
  }
}

function instructionsOf(request: NeutralRequest): string | null {
  const texts: string[] = [];
  for (const { role, developer, parts } of request.messages) {
    if (role !== 'system' || developer === true) break;
    for (const part of parts) if (part.type === 'text') texts.push(part.text);
  }
  return texts.length === 0 ? null : texts.join('\n\n');
}

function choiceOf({ toolChoice, tools }: NeutralRequest): unknown {
  if (toolChoice === undefined) return 'auto';
  if (toolChoice.mode !== 'named') return toolChoice.mode;
  const tool = tools.find(({ name }) => name === toolChoice.name);
  return { type: tool?.type === 'custom' ? 'custom' : 'function', name: toolChoice.name };
}

function toolsOf(tools: Tool[]): Fields[] {
  return writeTools(tools, {
    notes: new Notes(),
    names: new SameNames(OPENAI_NAMES),
    native: false,
    repeats: true,
  });
}

/**
 * What a response says of itself and of its request, as it is when it begins (`Response` of the `openai` package,
 * 6.49: every field that is not optional there).
 */
export function responseShell(target: AnswerTarget): Fields {
  const { request, exchangeId, created, model } = target;
  const { sampling, reasoning, format, verbosity } = request;
  const extra = ownExtra(request.extra);
  return {
    id: responseIdOf(exchangeId),
    object: 'response',
    created_at: created,
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: instructionsOf(request),
    max_output_tokens: sampling.maxTokens ?? null,
    model,
    output: [],
    parallel_tool_calls: request.parallelToolCalls ?? true,
    previous_response_id: null,
    prompt_cache_key: request.promptCacheKey ?? null,
    reasoning: {
      effort: reasoning?.enabled === false ? 'none' : (reasoning?.effort ?? null),
      summary: reasoning?.summary === 'none' ? null : (reasoning?.summary ?? null),
    },
    safety_identifier: extra.safety_identifier ?? null,
    service_tier: request.serviceTier ?? 'default',
    store: request.store ?? true,
    temperature: sampling.temperature ?? null,
    text: { format: writeFormat(format) ?? { type: 'text' }, verbosity: verbosity ?? 'medium' },
    tool_choice: choiceOf(request),
    tools: toolsOf(request.tools),
    top_logprobs: sampling.logprobs ?? 0,
    top_p: sampling.topP ?? null,
    truncation: extra.truncation ?? 'disabled',
    usage: null,
    user: extra.user ?? null,
    metadata: request.metadata ?? {},
  };
}

/** How a response has ended: its status, and why it is incomplete where it is. */
export function statusOf(finish: Finish): Fields {
  const { reason } = finish;
  if (reason === 'length' || reason === 'context_window')
    return { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
  if (reason === 'content_filter')
    return { status: 'incomplete', incomplete_details: { reason: 'content_filter' } };
  return { status: 'completed', incomplete_details: null };
}

/** Where a client's own tools come from, by the names under which the answer calls them. */
export function toolOrigins(request: NeutralRequest): Map<string, Fields> {
  const origins = new Map<string, Fields>();
  for (const tool of request.tools) if (tool.type !== 'hosted') origins.set(tool.name, ownExtra(tool.extra));
  return origins;
}
