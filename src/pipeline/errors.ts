import { ProxyError } from '../exchange/index.ts';

/** Any thrown value as an error of the catalogue; what is not one is a fault of ours. */
export function asProxyError(error: unknown): ProxyError {
  if (error instanceof ProxyError) return error;
  return new ProxyError('internal_error', 'something went wrong in the proxy', {
    hint: 'the log says what; the request was not answered by a provider',
    cause: error,
  });
}

/** A provider whose breaker is open. */
export function breakerError(provider: string, retryAfterS: number): ProxyError {
  return new ProxyError(
    'provider_unavailable',
    `${provider} failed several times in a row and is left alone for ${retryAfterS} s`,
    {
      details: { provider },
      hint: 'try again later, or give the model fallbacks',
      retryAfter: retryAfterS,
    },
  );
}

/** The program ends while the exchange runs. */
export function interruptedError(): ProxyError {
  return new ProxyError('shutting_down', 'the proxy ended while the request ran', { hint: 'send it again' });
}
