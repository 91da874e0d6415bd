import { closeSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  createJsonQueryServer,
  DEFAULT_LIMITS as JSON_QUERY_LIMITS,
  type JsonQueryLimits,
} from '../../../src/mcp/json-query/index.ts';

const base = mkdtempSync(path.join(tmpdir(), 'json-query-'));
const folder = mkdtempSync(path.join(base, 'allowed-'));
afterAll(() => rmSync(base, { recursive: true }));

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A client of a server of its own. */
async function connect(limits: Partial<JsonQueryLimits> = {}) {
  const { server, close, drain } = createJsonQueryServer({
    allowedDirectories: [folder],
    version: '1.2.3',
    limits,
  });
  const client = new Client({ name: 'test', version: '0' });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(theirs), client.connect(ours)]);
  closing.push(close);
  const call = async (tool: string, args: Record<string, unknown>, signal?: AbortSignal) =>
    (await client.callTool(
      { name: `json_query_${tool}`, arguments: args },
      undefined,
      signal === undefined ? {} : { signal },
    )) as CallToolResult;
  return { client, call, close, drain };
}

function put(name: string, content: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

const texts = ({ content }: CallToolResult): string[] =>
  content.map((part) => (part.type === 'text' ? part.text : ''));
const example = put('example.json', '{"key":"value","nested":{"inner":"data"}}');
const records = put(
  'records.json',
  JSON.stringify(Array.from({ length: 3000 }, (_, id) => ({ id, name: `name ${id}` }))),
);

describe('the JSON Query server', () => {
  it('introduces itself and its tools', async () => {
    const { client } = await connect();
    expect(client.getServerVersion()).toMatchObject({ name: 'json-query', version: '1.2.3' });
    expect(client.getInstructions()).toContain(folder);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'json_query_jsonpath',
      'json_query_search_keys',
      'json_query_search_values',
    ]);
    for (const tool of tools)
      expect(tool).toMatchObject({ outputSchema: { type: 'object' }, annotations: { readOnlyHint: true } });
  });

  it('answers a query with a JSON list of matches', async () => {
    const { call } = await connect();
    const result = await call('jsonpath', { file_path: example, jsonpath: '$.nested.inner' });
    expect(result.isError).toBeUndefined();
    expect(texts(result)).toEqual([`[{"path":"$['nested']['inner']","value":"data"}]`]);
    expect(result.structuredContent).toEqual({
      matches: [{ path: "$['nested']['inner']", value: 'data' }],
      total: 1,
      omitted: 0,
      notes: [],
    });
  });

  it('answers searches', async () => {
    const { call } = await connect();
    const keys = await call('search_keys', { file_path: 'example.json', query: 'INNER' });
    expect(JSON.parse(texts(keys)[0] ?? '')).toEqual([
      { path: "$['nested']['inner']", similarity: 1, value: 'data' },
    ]);
    const values = await call('search_values', { file_path: records, query: 'name 12', limit: 2 });
    expect(values.structuredContent).toMatchObject({
      matches: [{ path: "$[12]['name']", similarity: 1, value: 'name 12' }, { value: 'name 120' }],
      total: expect.any(Number),
      notes: [expect.stringMatching(/^The best 2 of \d+ values are listed/)],
    });
  });

  it('says how much is not listed, and that nothing matches', async () => {
    const { call } = await connect();
    const cut = await call('jsonpath', { file_path: records, jsonpath: '$[*].id' });
    expect(JSON.parse(texts(cut)[0] ?? '')).toHaveLength(1000);
    expect(cut.structuredContent).toMatchObject({ total: 3000, omitted: 2000 });
    expect(texts(cut)[1]).toMatch(/^Cut: 1000 of 3000 matches are listed, at most 1000 and 128 KB\./);
    expect(texts(await call('jsonpath', { file_path: records, jsonpath: '$.nope' }))).toEqual([
      '[]',
      'Nothing matches.',
    ]);
  });

  it('says what it makes of lines, and of a pattern that is none', async () => {
    const { call } = await connect();
    const file = put('log.ndjson', '{"a":"1"}\n{"a":"2"}\n');
    const result = await call('jsonpath', { file_path: file, jsonpath: "$[?match(@.a, '\\\\d')]" });
    expect(texts(result)[1]).toBe(
      'A JSON Lines file: read as a list of its lines, $[0] being the first that is not blank.\nNothing matches.\n' +
        '"\\\\d" is no pattern that match() and search() know (RFC 9485: no \\d, \\w, anchors or look-around; write [0-9]), so it matched nothing.',
    );
    expect(texts(await call('jsonpath', { file_path: file, jsonpath: '$[1].a' }))[0]).toBe(
      `[{"path":"$[1]['a']","value":"2"}]`,
    );
  });

  it('answers call after call, several at once, without a warning', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on('warning', note);
    const { call, drain } = await connect();
    const ids = Array.from({ length: 40 }, (_, id) => id);
    for (const id of ids.slice(0, 15)) await call('jsonpath', { file_path: records, jsonpath: `$[${id}]` });
    const results = await Promise.all(
      ids.map((id) => call('jsonpath', { file_path: records, jsonpath: `$[${id}].id` })),
    );
    expect(results.map(({ structuredContent }) => structuredContent?.matches)).toEqual(
      ids.map((id) => [{ path: `$[${id}]['id']`, value: id }]),
    );
    await drain();
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('keeps digits in the text, and as a string in structured content', async () => {
    const { call } = await connect();
    const file = put('big.json', '{"id":12345678901234567890}');
    const result = await call('jsonpath', { file_path: file, jsonpath: '$' });
    expect(texts(result)).toEqual(['[{"path":"$","value":{"id":12345678901234567890}}]']);
    expect(result.structuredContent).toMatchObject({ matches: [{ value: { id: '12345678901234567890' } }] });
  });

  it('answers what is wrong as a result', async () => {
    const { call, client } = await connect({ maxFileBytes: 50_000 });
    const bad = put('bad.json', '{\n  "a": 1,\n  "b" 2\n}');
    writeFileSync(path.join(base, 'secret.json'), '"secret"');
    symlinkSync(path.join(base, 'secret.json'), path.join(folder, 'leak.json'));
    const sentence = async (tool: string, args: Record<string, unknown>): Promise<string> => {
      const result = await call(tool, args);
      expect(result.isError).toBe(true);
      expect(result.structuredContent).toBeUndefined();
      return texts(result).join('');
    };
    expect(await sentence('jsonpath', { file_path: bad, jsonpath: '$' })).toMatch(
      /bad\.json" is not valid JSON, at line 3, column 7 \(byte 18\): found 2 where ":" should be\.$/,
    );
    expect(await sentence('jsonpath', { file_path: 'leak.json', jsonpath: '$' })).toMatch(
      /a link leads out of them/,
    );
    expect(await sentence('jsonpath', { file_path: '../secret.json', jsonpath: '$' })).toMatch(
      /is outside the folders/,
    );
    expect(await sentence('jsonpath', { file_path: example, jsonpath: 'nested.inner' })).toMatch(
      /is no JSONPath/,
    );
    expect(await sentence('jsonpath', { file_path: records, jsonpath: '$' })).toMatch(
      /The file has .* KB; the most is/,
    );
    expect(await sentence('jsonpath', { file_path: example })).toMatch(/jsonpath is missing/);
    expect(await sentence('nope', {})).toMatch(/There is no tool "json_query_nope"/);
    const nothing = (await client.callTool({ name: 'json_query_jsonpath' })) as CallToolResult;
    expect(texts(nothing)[0]).toMatch(/file_path is missing/);
  });

  it('survives hostile nesting', async () => {
    const { call } = await connect();
    const deep = put('deep.json', '['.repeat(1_000_000));
    for (const tool of ['jsonpath', 'search_keys']) {
      const result = await call(tool, { file_path: deep, jsonpath: '$..a', query: 'a' });
      expect(texts(result)[0]).toMatch(/line 1, column 513 .*more than 512 lists and objects/);
    }
    const allowed = put('allowed.json', `${'[{"a":'.repeat(256)}1${'}]'.repeat(256)}`);
    const found = await call('jsonpath', { file_path: allowed, jsonpath: '$..a' });
    expect(found.structuredContent).toMatchObject({ total: 256 });
  });
});

describe('a call that takes too long', () => {
  const pattern = "$[?match(@, '(a|aa)+b')]";
  const slow = put('slow.json', JSON.stringify([`${'a'.repeat(200)}c`]));

  it('is stopped, and the next one is answered', async () => {
    const { call } = await connect({ timeMs: 300 });
    const stopped = await call('jsonpath', { file_path: slow, jsonpath: pattern });
    expect(stopped.isError).toBe(true);
    expect(texts(stopped)[0]).toMatch(/^The query took longer than 0\.3 s and was stopped\./);
    const { call: again } = await connect();
    expect(texts(await again('jsonpath', { file_path: example, jsonpath: '$.key' }))[0]).toContain('value');
  });

  it('is ended with its request, and makes way for one that waits', async () => {
    const { call } = await connect({ maxThreads: 1 });
    const abort = new AbortController();
    const first = call('jsonpath', { file_path: slow, jsonpath: pattern }, abort.signal);
    const second = call('jsonpath', { file_path: example, jsonpath: '$.key' });
    const third = new AbortController();
    const waits = call('jsonpath', { file_path: example, jsonpath: '$.key' }, third.signal);
    third.abort();
    await expect(waits).rejects.toThrow();
    abort.abort();
    await expect(first).rejects.toThrow();
    expect(texts(await second)[0]).toContain('value');
  });

  it('does not hold up the program', async () => {
    const { call } = await connect({ timeMs: 400 });
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    await call('jsonpath', { file_path: slow, jsonpath: pattern });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  it('ends with the server', async () => {
    const { call, close } = await connect({ maxThreads: 1 });
    const running = call('jsonpath', { file_path: slow, jsonpath: pattern });
    const waiting = call('jsonpath', { file_path: slow, jsonpath: pattern });
    const settled = Promise.allSettled([running, waiting]);
    await close();
    for (const outcome of await settled)
      expect(outcome.status === 'rejected' || outcome.value.isError === true).toBe(true);
  });
});

describe('a file that is larger than the memory of its thread', () => {
  const MB = 72;
  const file = path.join(folder, 'large.json');
  const record = (id: number): string =>
    JSON.stringify({
      id,
      name: `name ${id}`,
      tags: ['a', 'b'],
      text: 'lorem ipsum dolor sit amet '.repeat(30),
    });
  let count = 0;
  const fd = openSync(file, 'w');
  writeSync(fd, '{"meta":{"version":3},"items":[');
  for (let bytes = 0; bytes < MB * 1024 ** 2; ) {
    const piece = `${Array.from({ length: 200 }, (_, i) => record(count + i)).join(',')}`;
    bytes += writeSync(fd, count === 0 ? piece : `,${piece}`);
    count += 200;
  }
  writeSync(fd, '],"end":true}');
  closeSync(fd);
  const limits = { heapMb: 48 };

  it('is queried as it is read', async () => {
    const { call } = await connect(limits);
    const result = await call('jsonpath', {
      file_path: file,
      jsonpath: `$.items[?@.id == ${count - 1}]["name","tags"]`,
    });
    expect(result.structuredContent).toMatchObject({
      total: 2,
      matches: [
        { path: `$['items'][${count - 1}]['name']`, value: `name ${count - 1}` },
        { path: `$['items'][${count - 1}]['tags']`, value: ['a', 'b'] },
      ],
    });
  });

  it('is searched', async () => {
    const { call } = await connect(limits);
    const result = await call('search_keys', { file_path: file, query: 'end', limit: 1 });
    expect(result.structuredContent).toMatchObject({
      matches: [{ path: "$['end']", similarity: 1, value: true }],
    });
  });

  it('has values that are too large to take up, which is said before memory ends', async () => {
    const { call } = await connect(limits);
    const items = await call('jsonpath', { file_path: file, jsonpath: '$.items' });
    expect(texts(items)[0]).toMatch(
      /^The value at \$\['items'\] has more than 8 MB and would have to be taken up whole/,
    );
    const last = await call('jsonpath', { file_path: file, jsonpath: '$.items[-1]' });
    expect(texts(last)[0]).toMatch(/must not count from the end/);
    const root = await call('jsonpath', { file_path: file, jsonpath: '$.items[?@.id == $.meta.version]' });
    expect(texts(root)[0]).toMatch(
      /looks at the whole document by "\$", and the file has 7\d(\.\d)? MB: above 8 MB a file is streamed/,
    );
  });

  it('ends its thread, and no more, where memory ends all the same', async () => {
    const { call } = await connect({ ...limits, wholeFileBytes: 1024 ** 3 });
    const result = await call('jsonpath', { file_path: file, jsonpath: '$.items[-1].id' });
    expect(texts(result)[0]).toMatch(/^The query needs more than 48 MB of memory\./);
    expect(JSON_QUERY_LIMITS.wholeFileBytes).toBe(8 * 1024 ** 2);
    expect(texts(await call('jsonpath', { file_path: example, jsonpath: '$.key' }))[0]).toContain('value');
  });
});
