import { ProxyError, type ProxyErrorOptions } from '../exchange/index.ts';
import { overflowIn } from './neutral/overflow.ts';

/**
 * What a provider of another protocol refused with, as the client is told of it. A context that is too long has a code of
 * its own: agents compact when they meet it, and each knows it by the words of its own protocol.
 */
export function toldError(
  said: { status: number; code: string; message: string },
  message: string,
  options: ProxyErrorOptions & { status: number },
): ProxyError {
  const overflow = overflowIn(said);
  if (overflow === null) return new ProxyError('upstream_error', message, options);
  const { tokens, limit } = overflow;
  const known = tokens === null || limit === null ? {} : { tokens, limit };
  return new ProxyError('context_length_exceeded', message, {
    ...options,
    status: 400,
    details: { ...options.details, ...known },
  });
}
