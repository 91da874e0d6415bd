import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { start } from './support.ts';

const document = z.looseObject({
  openapi: z.literal('3.1.0'),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        summary: z.string().min(1),
        parameters: z
          .array(z.looseObject({ name: z.string(), in: z.enum(['path', 'query']), required: z.boolean() }))
          .optional(),
        responses: z.record(z.string(), z.looseObject({ description: z.string() })),
      }),
    ),
  ),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

async function description() {
  const { get, send } = await start();
  const answer = await get('/openapi.json');
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  return { get, send, openapi: document.parse(await answer.json()) };
}

describe('the description of the API', () => {
  it('names every parameter of a path, and what a call takes and gives', async () => {
    const { openapi } = await description();
    for (const [path, calls] of Object.entries(openapi.paths)) {
      for (const call of Object.values(calls)) {
        const named = (call.parameters ?? []).filter((p) => p.in === 'path').map((p) => p.name);
        expect(named).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
        expect(call.responses.default).toBeDefined();
      }
    }
    expect(openapi.paths['/api/sessions']?.post).toMatchObject({
      requestBody: { content: { 'application/json': { schema: { required: ['name'] } } } },
    });
    expect(openapi.paths['/api/exchanges']?.get?.parameters?.map(({ name }) => name)).toContain('status');
  });

  it('tells of an exchange what the contract tells', async () => {
    const { openapi } = await description();
    expect(openapi.paths['/api/exchanges']?.get?.responses['200']).toMatchObject({
      content: {
        'application/json': {
          schema: { properties: { items: { items: { properties: { tokens: { type: 'object' } } } } } },
        },
      },
    });
  });

  it('resolves each of its references', async () => {
    const { openapi } = await description();
    for (const [, name] of JSON.stringify(openapi).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(openapi.components.schemas).toHaveProperty(name ?? '');
    }
  });

  it('is of calls that are there', async () => {
    const { send, openapi } = await description();
    for (const [path, calls] of Object.entries(openapi.paths)) {
      for (const method of Object.keys(calls)) {
        const answer = await send(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, '1'));
        expect([method, path, answer.status === 405]).toEqual([method, path, false]);
        if (answer.status === 404) expect(await answer.text()).not.toContain('nothing at this path');
      }
    }
  });

  it('has each of its paths in docs/api.md, with JSON examples that are JSON', async () => {
    const { openapi } = await description();
    const text = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
    for (const path of Object.keys(openapi.paths)) expect(text).toContain(path);
    const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, example]) => example ?? '');
    expect(examples.length).toBeGreaterThan(10);
    for (const example of examples) expect(() => JSON.parse(example)).not.toThrow();
  });
});
