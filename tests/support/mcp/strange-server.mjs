// An MCP server over stdio whose tools have every kind of argument, and names and texts that would be more than text.
import { createInterface } from 'node:readline';

const HOSTILE = '<img src=x onerror=alert(1)><img src="x" onerror="alert(2)">';
const string = { type: 'string' };

const TOOLS = [
  {
    name: 'every-kind',
    title: 'Every kind of argument',
    description: 'Echoes its arguments.\nSecond line.',
    annotations: { readOnlyHint: true },
    inputSchema: {
      type: 'object',
      properties: {
        name: { ...string, description: 'A name', minLength: 2 },
        note: { ...string, maxLength: 4000 },
        depth: { type: 'integer', minimum: 0, maximum: 9, default: 3 },
        exact: { type: 'boolean' },
        mode: { enum: ['fast', 'slow', 7], default: 'slow' },
        tags: { type: 'array', items: string, maxItems: 3 },
        range: {
          type: 'object',
          properties: { from: { type: 'number' }, to: { type: 'number' } },
          required: ['from'],
        },
        target: {
          oneOf: [
            { title: 'By id', type: 'integer' },
            { title: 'By name', ...string },
          ],
        },
        tree: { $ref: '#/$defs/tree' },
        free: {},
      },
      required: ['name'],
      $defs: { tree: { type: 'object', properties: { child: { $ref: '#/$defs/tree' } } } },
    },
  },
  {
    name: HOSTILE,
    title: HOSTILE,
    description: HOSTILE,
    annotations: { destructiveHint: true, openWorldHint: true, title: HOSTILE },
    inputSchema: {
      type: 'object',
      properties: {
        [HOSTILE]: { ...string, title: HOSTILE, description: HOSTILE, default: HOSTILE, format: HOSTILE },
        ...JSON.parse('{"__proto__":{"type":"string","default":"own"}}'),
        pick: { enum: [HOSTILE, 'b'] },
      },
    },
  },
  { name: 'long'.repeat(32), description: 'As long as a name may be', inputSchema: { type: 'object' } },
  {
    name: 'أداة-البحث',
    description: 'من اليمين إلى اليسار',
    inputSchema: { type: 'object', properties: {} },
  },
  { name: '検索ツール', description: '検索します', inputSchema: { type: 'object' } },
  { name: 'broken-schema', description: '', inputSchema: { type: 7, properties: [1], required: 'x' } },
  { name: 'fails', description: 'Says that it failed', inputSchema: { type: 'object' } },
  { name: 'large', description: 'Answers a lot', inputSchema: { type: 'object' } },
  { name: 'hang', description: 'Never answers', inputSchema: { type: 'object' } },
];

const text = (value) => ({ content: [{ type: 'text', text: value }] });
const CALLS = {
  fails: () => ({ ...text('it broke'), isError: true }),
  large: () => text(JSON.stringify(Array.from({ length: 5000 }, (_, i) => ({ i, text: `row ${i}` })))),
  hang: () => null,
};
const echo = (args) => ({
  content: [
    { type: 'text', text: JSON.stringify(args) },
    { type: 'image', mimeType: 'image/png', data: 'AAAA' },
  ],
  structuredContent: { arguments: args, hostile: HOSTILE },
});

function answer({ id, method, params = {} }) {
  if (id === undefined) return null;
  if (method === 'initialize') {
    return {
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: HOSTILE, version: '1.0' },
    };
  }
  if (method === 'tools/list') return { tools: TOOLS };
  if (method === 'tools/call') return (CALLS[params.name] ?? echo)(params.arguments ?? {});
  return {};
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  const result = answer(message);
  if (result !== null)
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: message.id, result })}\n`);
});
process.stdin.on('end', () => process.exit(0));
