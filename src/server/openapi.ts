import * as z from 'zod';
import { errorBodySchema } from '../contract/index.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
  });
  return rest;
}

function properties(schema: z.ZodType | null): { name: string; schema: unknown; required: boolean }[] {
  if (schema === null) return [];
  const { properties: found, required } = jsonSchema(schema, 'input');
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(found ?? {}).map(([name, property]) => ({
    name,
    schema: property,
    required: needed.includes(name),
  }));
}

function answerOf(status: string, answer: z.ZodType | string): Json {
  if (answer === 'none') return { description: 'Done' };
  const description = Number(status) < 300 ? 'Done' : 'Refused';
  if (typeof answer === 'string')
    return { description, content: { [answer]: { schema: { type: 'string' } } } };
  return { description, content: { 'application/json': { schema: jsonSchema(answer, 'output') } } };
}

function operation(route: Route): Json {
  const parameters = [
    ...properties(route.params).map((p) => ({ ...p, in: 'path', required: true })),
    ...properties(route.query).map((p) => ({ ...p, in: 'query' })),
  ];
  const answers = Object.entries(route.answers).map(([status, answer]) => [status, answerOf(status, answer)]);
  return {
    summary: route.summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(route.body, 'input') } },
          },
        }),
    responses: {
      ...Object.fromEntries(answers),
      default: {
        description: 'An error: a stable code, a message, and often a hint',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

/** The OpenAPI 3.1 document of the routes, from the schemas that validate them. */
export function openApi(routes: Route[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kimi Proxy Dashboard',
      version,
      description: 'The dashboard API. The LLM surface speaks the protocols of the providers.',
    },
    paths,
    components: { schemas: { Error: jsonSchema(errorBodySchema, 'output') } },
  };
}
