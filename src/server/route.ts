import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type * as z from 'zod';
import { ProxyError } from '../exchange/index.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** What a route's handler gets: validated, typed input. */
export interface RouteInput<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** A route as it is registered, described in `/openapi.json` and listed in `Allow`. */
export interface Route {
  method: Method;
  /** With parameters in braces: `/api/sessions/{id}`. */
  path: string;
  summary: string;
  params: z.ZodType | null;
  query: z.ZodType | null;
  body: z.ZodType | null;
  /** By status: a schema for JSON, or the media type of anything else. */
  answers: Record<number, z.ZodType | string>;
  /** Whether the answer is read from the store, so that what is pending must be written first. */
  reads: boolean;
  /** Bytes of its largest body; null: as the others. */
  bodyLimit: number | null;
  run(request: FastifyRequest, reply: FastifyReply): Promise<unknown>;
}

interface RouteSpec<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  method: Method;
  path: string;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  answers: Record<number, z.ZodType | string>;
  reads?: boolean;
  bodyLimit?: number;
  handle(input: RouteInput<z.output<P>, z.output<Q>, z.output<B>>): Promise<unknown> | unknown;
}

type Place = 'path' | 'query' | 'body';

/** `invalid_request` that names the first field at fault and lists them all. */
export function invalidInput(place: Place, error: z.ZodError): ProxyError {
  const issues = error.issues.map((issue) => {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
    const path = [...issue.path, ...unknown.slice(0, 1)].map(String);
    return { field: path.join('.') || place, message: issue.message };
  });
  const first = issues[0] ?? { field: place, message: 'is not valid' };
  return new ProxyError('invalid_request', `${first.field} (${place}): ${first.message}`, {
    details: { in: place, field: first.field, issues },
  });
}

/** What a route without a schema takes is whatever came: its handler's type says `unknown` there. */
function validated<T extends z.ZodType>(place: Place, schema: T | undefined, value: unknown): z.output<T> {
  if (schema === undefined) return value as z.output<T>;
  const result = schema.safeParse(value);
  if (!result.success) throw invalidInput(place, result.error);
  return result.data;
}

/** Declares a route: what it takes is validated by the same schemas that describe it. */
export function route<
  P extends z.ZodType = z.ZodUnknown,
  Q extends z.ZodType = z.ZodUnknown,
  B extends z.ZodType = z.ZodUnknown,
>(spec: RouteSpec<P, Q, B>): Route {
  return {
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    params: spec.params ?? null,
    query: spec.query ?? null,
    body: spec.body ?? null,
    answers: spec.answers,
    reads: spec.reads ?? false,
    bodyLimit: spec.bodyLimit ?? null,
    async run(request, reply) {
      const params = validated('path', spec.params, request.params);
      const query = validated('query', spec.query, request.query);
      const body = validated('body', spec.body, request.body);
      return spec.handle({ params, query, body, request, reply });
    },
  };
}

/** Mounts routes on Fastify. `beforeRead` runs before each route that reads the store. */
export function mount(app: FastifyInstance, routes: Route[], beforeRead: () => Promise<void>): void {
  for (const one of routes) {
    app.route({
      method: one.method,
      url: one.path.replace(/\{(\w+)\}/g, ':$1'),
      exposeHeadRoute: one.method === 'GET',
      ...(one.bodyLimit === null ? {} : { bodyLimit: one.bodyLimit }),
      async handler(request, reply) {
        if (one.reads) await beforeRead();
        return one.run(request, reply);
      },
    });
  }
}

/** The methods that a path of the dashboard answers, for `Allow`; empty where it is no path of ours. */
export function methodsAt(routes: Route[], path: string): string[] {
  const methods = new Set<string>();
  for (const one of routes) {
    const pattern = new RegExp(`^${one.path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`);
    if (!pattern.test(path)) continue;
    methods.add(one.method);
    if (one.method === 'GET') methods.add('HEAD');
  }
  return [...methods].sort();
}
