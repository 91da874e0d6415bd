import { ProxyError } from '../exchange/index.ts';

/** The limit that passed. */
export type TimeoutPhase = 'connect' | 'first_byte' | 'idle' | 'total';

const PHASE_SENTENCE: Record<TimeoutPhase, string> = {
  connect: 'could not be connected to within',
  first_byte: 'did not begin to answer within',
  idle: 'sent nothing for',
  total: 'did not answer in full within',
};

/** A time-out of one of the four limits, named as the configuration names it. */
export function timeoutError(
  provider: string,
  phase: TimeoutPhase,
  limitMs: number,
  cause?: unknown,
): ProxyError {
  return new ProxyError('upstream_timeout', `${provider} ${PHASE_SENTENCE[phase]} ${limitMs / 1000} s`, {
    details: { phase, limit_s: limitMs / 1000, provider },
    hint: `raise providers.${provider}.timeouts.${phase}_s, or add fallbacks to the model`,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The request was given up from our side: the client went away, or the program ends. */
export function cancelledError(): ProxyError {
  return new ProxyError('client_closed', 'the client closed the connection before the answer was complete');
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/** Hides everything but a code and a host: messages of the network layer may quote headers. */
function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name cannot be resolved';
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'no route to it';
  if (/^(CERT_|ERR_TLS|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|ERR_SSL)/.test(code))
    return `its certificate was refused (${code})`;
  return code === '' ? 'the connection failed' : code;
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
]);

/** undici's parser errors go by their name: the code that they are documented to have is missing. */
function isNoHttp(error: unknown, code: string): boolean {
  return (
    (error instanceof Error && error.name === 'HTTPParserError') ||
    code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' ||
    code === 'UND_ERR_HEADERS_OVERFLOW'
  );
}

/** The catalogue's error for what the network layer reported. */
export function translateError(
  error: unknown,
  provider: string,
  limits: { connectMs: number; firstByteMs: number; idleMs: number },
): ProxyError {
  if (error instanceof ProxyError) return error;
  const code = codeOf(error);
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT')
    return timeoutError(provider, 'connect', limits.connectMs, error);
  if (code === 'UND_ERR_HEADERS_TIMEOUT')
    return timeoutError(provider, 'first_byte', limits.firstByteMs, error);
  if (code === 'UND_ERR_BODY_TIMEOUT') return timeoutError(provider, 'idle', limits.idleMs, error);
  const details = { provider, reason: reasonOf(error) };
  if (UNREACHABLE.has(code) || /^(CERT_|ERR_TLS|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)/.test(code)) {
    return new ProxyError('upstream_unreachable', `${provider} cannot be reached: ${details.reason}`, {
      details,
      hint: `check providers.${provider}.base_url and the network`,
      cause: error,
    });
  }
  if (isNoHttp(error, code)) {
    const reason = code === 'UND_ERR_HEADERS_OVERFLOW' ? 'its headers are too large' : 'it is not HTTP/1.1';
    return new ProxyError('upstream_invalid', `the answer of ${provider} cannot be read: ${reason}`, {
      details: { provider, reason },
      cause: error,
    });
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return new ProxyError(
      'invalid_request',
      `the request cannot be sent to ${provider}: ${(error as Error).message}`,
      { details, cause: error },
    );
  }
  return new ProxyError(
    'upstream_reset',
    `${provider} closed the connection before the answer was complete`,
    { details, cause: error },
  );
}
