/** What a dashboard's own message is answered with. */
export type Reply =
  | { type: 'pong' }
  | { type: 'ack'; received: unknown }
  | { type: 'error'; code: 'bad_message'; message: string };

/**
 * Answers one text message of a dashboard: `ping` gets `pong`, other JSON gets `ack` with its `type` (null where
 * it has none), anything else `bad_message`. The message itself is never repeated.
 */
export function replyTo(text: string): Reply {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return { type: 'error', code: 'bad_message', message: 'Messages are JSON objects.' };
  }
  const type =
    typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined;
  if (type === 'ping') return { type: 'pong' };
  return { type: 'ack', received: typeof type === 'string' ? type.slice(0, 200) : null };
}
