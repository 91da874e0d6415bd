import type { ProxyError } from '../../exchange/index.ts';
import { errorBody } from '../openai-chat/errors.ts';
import { responseIdOf } from './ids.ts';
import { fieldsOf, textOf } from './wire.ts';

export { errorBody };

export function eventText(event: { type: string }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/**
 * A stream's end by an error, in two events. OpenAI's SDKs throw at an event whose data has an `error` object; Codex
 * passes over `error` events and takes `response.failed` (codex-rs/codex-api/src/sse/responses.rs).
 */
export function failureEvents(body: unknown, response: object, sequence: number): string {
  const error = fieldsOf(fieldsOf(body).error);
  const code = textOf(error.code) || 'server_error';
  const message = textOf(error.message) || 'the provider reported an error';
  const param = typeof error.param === 'string' ? error.param : null;
  const event = { type: 'error', sequence_number: sequence, code, message, param, error };
  const failed = {
    type: 'response.failed',
    sequence_number: sequence + 1,
    response: { ...response, status: 'failed', error: { code, message } },
  };
  return eventText(event) + eventText(failed);
}

/** The same where nothing is known of the stream before it: the answer was passed on as it came. */
export function errorEvent(error: ProxyError, exchangeId: string): string {
  const response = {
    id: responseIdOf(exchangeId),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    model: '',
    output: [],
    incomplete_details: null,
    instructions: null,
    metadata: null,
    parallel_tool_calls: true,
    temperature: null,
    tool_choice: 'auto',
    tools: [],
    top_p: null,
    usage: null,
  };
  return failureEvents(errorBody(error, exchangeId), response, 0);
}
