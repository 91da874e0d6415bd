import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it } from 'vitest';
import { ROOT, temporaryFolder } from '../support/program.ts';

interface Result {
  content: { text: string }[];
  isError?: boolean;
}

/** A client of `kimi-proxy mcp json-query`, which runs in a folder. */
async function connect(cwd: string, ...args: string[]) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [path.join(ROOT, 'dist', 'main.js'), 'mcp', 'json-query', ...args],
    cwd,
    env: { HOME: cwd, LANG: 'C', TMPDIR: path.join(cwd, 'tmp') },
    stderr: 'pipe',
  });
  let errors = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const client = new Client({ name: 'test', version: '0' });
  await client.connect(transport);
  const query = async (file_path: string, jsonpath: string) =>
    (await client.callTool({ name: 'json_query_jsonpath', arguments: { file_path, jsonpath } })) as Result;
  return { client, query, errors: () => errors };
}

describe('kimi-proxy mcp json-query', () => {
  const folder = realpathSync(temporaryFolder());
  const put = (name: string, content: string): string => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const example = put('work/example.json', '{"key":"value","nested":{"inner":"data"}}');
  const temporary = put('work/tmp/t.json', '[1,2]');
  const other = put('other/o.json', '{"id":12345678901234567890}');

  it('reads the working folder and the temporary one', async () => {
    const { client, query, errors } = await connect(path.join(folder, 'work'));
    const found = await query(example, '$.nested.inner');
    expect(found.content[0]?.text).toBe(`[{"path":"$['nested']['inner']","value":"data"}]`);
    expect((await query('example.json', '$.key')).content[0]?.text).toContain('"value":"value"');
    expect((await query(temporary, '$[-1]')).content[0]?.text).toBe('[{"path":"$[1]","value":2}]');
    expect(await query(other, '$')).toMatchObject({ isError: true });
    await client.close();
    expect(errors()).toBe('');
  });

  it('reads the folders that it is told', async () => {
    const { client, query } = await connect(
      path.join(folder, 'work'),
      '--allow',
      '../other',
      '--allow',
      'tmp',
    );
    expect((await query(other, '$.id')).content[0]?.text).toBe(
      `[{"path":"$['id']","value":12345678901234567890}]`,
    );
    expect(await query(temporary, '$')).not.toHaveProperty('isError');
    expect(await query(example, '$')).toMatchObject({ isError: true });
    await client.close();
  });
});
