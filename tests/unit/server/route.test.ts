import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openApi } from '../../../src/server/openapi.ts';
import { invalidInput, methodsAt, type Route, route } from '../../../src/server/route.ts';
import { limit, queryOf, wholeNumber } from '../../../src/server/routes/input.ts';

const of = (method: Route['method'], path: string, more = {}): Route =>
  route({ method, path, summary: 's', answers: { 200: z.string() }, handle: () => 'x', ...more });
const routes = [
  of('GET', '/api/sessions'),
  of('POST', '/api/sessions'),
  of('GET', '/api/sessions/{id}'),
  of('DELETE', '/api/sessions/{id}'),
  of('GET', '/openapi.json'),
];

function issuesOf(schema: z.ZodType, value: unknown): z.ZodError {
  const { error } = schema.safeParse(value);
  if (error === undefined) throw new Error('it is valid');
  return error;
}

describe('the methods at a path', () => {
  it.each([
    ['/api/sessions', ['GET', 'HEAD', 'POST']],
    ['/api/sessions/', ['GET', 'HEAD', 'POST']],
    ['/api/sessions/7', ['DELETE', 'GET', 'HEAD']],
    ['/api/sessions/7/x', []],
    ['/openapi.json', ['GET', 'HEAD']],
    ['/openapiXjson', []],
    ['/', []],
  ])('%s are %j', (path, methods) => {
    expect(methodsAt(routes, path)).toEqual(methods);
  });
});

describe('input that is not valid', () => {
  const schema = z.strictObject({ name: z.string(), deep: z.strictObject({ n: z.number() }).optional() });

  it('names the field by its path, and lists all', () => {
    const error = invalidInput('body', issuesOf(schema, { name: 1, deep: { n: 'x' } }));
    expect(error.status).toBe(400);
    expect(error.message).toMatch(/^name \(body\): /);
    expect(error.details).toMatchObject({ field: 'name', issues: [{ field: 'name' }, { field: 'deep.n' }] });
  });

  it('names a field that is not known', () => {
    expect(invalidInput('body', issuesOf(schema, { name: 'a', nmae: 1 })).details).toMatchObject({
      field: 'nmae',
    });
  });

  it('names the place where it is no object at all', () => {
    expect(invalidInput('body', issuesOf(schema, null)).details).toMatchObject({ field: 'body' });
  });

  it('does not repeat the value', () => {
    const error = invalidInput('query', issuesOf(queryOf({ limit: limit(5, 10) }), { limit: 'a secret' }));
    expect(JSON.stringify(error.toBody())).not.toContain('secret');
  });
});

describe('numbers in a query', () => {
  it('are whole, and limits have a standard and bounds', () => {
    expect(wholeNumber.parse('007')).toBe(7);
    expect(limit(5, 10).parse(undefined)).toBe(5);
    expect(limit(5, 10).parse('10')).toBe(10);
    for (const text of ['0', '11', '-1', '', '1.0', ' 1'])
      expect(limit(5, 10).safeParse(text).success).toBe(false);
  });

  it('may stand beside the access token and nothing else that is unknown', () => {
    const query = queryOf({ limit: limit(5, 10) });
    expect(query.parse({ key: 'token' })).toEqual({ limit: 5, key: 'token' });
    expect(query.safeParse({ limt: '3' }).success).toBe(false);
  });
});

describe('the description of a route', () => {
  it('has its query, its body and its answers from its schemas', () => {
    const described = of('POST', '/a/{id}', {
      params: z.object({ id: wholeNumber }),
      query: queryOf({ limit: limit(5, 10), must: z.string() }),
      body: z.strictObject({ name: z.string().max(200) }),
      answers: { 201: z.object({ id: z.number() }), 204: 'none', 200: 'text/csv' },
    });
    const { paths } = openApi([described], '1') as { paths: Record<string, Record<string, unknown>> };
    expect(paths['/a/{id}']?.post).toMatchObject({
      parameters: [
        { name: 'id', in: 'path', required: true },
        { name: 'limit', in: 'query', required: false },
        { name: 'must', in: 'query', required: true },
        { name: 'key', in: 'query', required: false },
      ],
      requestBody: {
        content: {
          'application/json': { schema: { properties: { name: { maxLength: 200 } }, required: ['name'] } },
        },
      },
      responses: {
        200: { content: { 'text/csv': { schema: { type: 'string' } } } },
        201: { content: { 'application/json': { schema: { properties: { id: { type: 'number' } } } } } },
        204: { description: 'Done' },
      },
    });
  });
});
