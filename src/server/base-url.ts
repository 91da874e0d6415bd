import type { FastifyRequest } from 'fastify';
import { hostName } from './plugins/guard.ts';

/** Whether the browser came over https, by what a reverse proxy says. */
export function isSecure(request: FastifyRequest): boolean {
  return request.headers['x-forwarded-proto'] === 'https';
}

/** The address that the browser used, which is the one that tools on that machine can use, too. */
export function baseUrl(request: FastifyRequest): string {
  const host = request.headers.host ?? '';
  const known = hostName(host) === null ? `127.0.0.1:${request.socket.localPort ?? 80}` : host;
  return `${isSecure(request) ? 'https' : 'http'}://${known}`;
}
