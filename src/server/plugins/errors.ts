import type { FastifyError, FastifyInstance } from 'fastify';
import { ProxyError } from '../../exchange/index.ts';
import type { Logger } from '../../observability/index.ts';
import { StoreError } from '../../storage/index.ts';
import { methodsAt, type Route } from '../route.ts';

const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

function isFrameworkError(error: unknown): error is FastifyError {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
}

function ofFramework(error: FastifyError): ProxyError | null {
  const status = error.statusCode ?? 500;
  if (status === 413) {
    return new ProxyError(
      'body_too_large',
      'The body is over the limit of this call (1 MB; 16 MB where a tool is called).',
      {
        cause: error,
      },
    );
  }
  if (status === 415) {
    return new ProxyError('unsupported_encoding', 'This call takes a body of type application/json.', {
      hint: 'Send Content-Type: application/json.',
      cause: error,
    });
  }
  if (error.code === 'FST_ERR_BAD_URL') {
    return new ProxyError('invalid_request', 'The path cannot be decoded.', {
      hint: 'A % in a path has to begin two hexadecimal digits; % itself is %25.',
      cause: error,
    });
  }
  if (status < 500)
    return new ProxyError('invalid_request', 'The request could not be read.', { cause: error });
  return null;
}

/** Any thrown value as an error of the catalogue. What we did not foresee says nothing of its cause to the caller. */
export function toProxyError(error: unknown): ProxyError {
  if (error instanceof ProxyError) return error;
  if (error instanceof StoreError) {
    return new ProxyError('internal_error', 'The database could not answer.', {
      status: 503,
      hint: 'Requests to providers go on; see the log for the reason.',
      details: { part: 'storage', reason: error.code },
      cause: error,
    });
  }
  const known = isFrameworkError(error) ? ofFramework(error) : null;
  return known ?? new ProxyError('internal_error', 'Something went wrong here.', { cause: error });
}

/** The error for a path or a method that nothing answers. `allowed` are the methods that the path does answer. */
export function notFound(method: string, path: string, allowed: string[]): ProxyError {
  if (allowed.length > 0) {
    return new ProxyError('method_not_allowed', `This path does not answer ${method}.`, {
      hint: `It answers ${allowed.join(', ')}.`,
      details: { allow: allowed },
    });
  }
  const hint = path.startsWith('/api')
    ? 'GET /openapi.json lists every call of the dashboard API.'
    : 'LLM clients use the base URL of this address with /v1; the page at / shows how to connect each tool.';
  return new ProxyError('not_found', 'There is nothing at this path.', { hint });
}

/** Makes every error of the framework and of our handlers an answer of the catalogue. */
export function installErrors(
  app: FastifyInstance,
  routes: Route[],
  llmMatch: (method: string, url: string) => unknown,
  logger: Logger,
): void {
  app.setErrorHandler((error, request, reply) => {
    const known = toProxyError(error);
    if (known.status >= 500) {
      logger.error('a call failed', {
        method: request.method,
        path: request.url,
        status: known.status,
        code: known.code,
        error: known.cause ?? known,
      });
    }
    if (known.retryAfter !== undefined) reply.header('retry-after', String(known.retryAfter));
    return reply.code(known.status).send(known.toBody());
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const ours = methodsAt(routes, path);
    const allowed =
      ours.length > 0 ? ours : HTTP_METHODS.filter((method) => llmMatch(method, request.url) !== null);
    const error = notFound(request.method, path, allowed);
    if (allowed.length > 0) reply.header('allow', allowed.join(', '));
    return reply.code(error.status).send(error.toBody());
  });
}
