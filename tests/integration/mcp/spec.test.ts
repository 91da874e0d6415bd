import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { closeMcpClients, getMcpClient, type McpClient } from '../../../src/mcp/index.ts';
import { startBareDouble } from '../../support/mcp/bare-double.ts';
import { startRoom } from '../../support/mcp/room.ts';
import { tempFolder } from '../../support/store.ts';

const BIN = path.resolve('node_modules/.bin');

/** The specification's calls, with what it expects of each; `get` finds the client of a server. */
function specification(get: (server: string) => McpClient | Promise<McpClient>, files: () => string): void {
  it('thinks in sequence', async () => {
    const client = await get('sequential_thinking');
    const result = await client.call('sequentialthinking_tools', {
      available_mcp_tools: ['task-master'],
      thought: 'Test reasoning process',
      next_thought_needed: false,
      thought_number: 1,
      total_thoughts: 1,
    });
    expect(result).toHaveProperty('result');
    expect(result.success).toBe(true);
  });

  it('reads a file', async () => {
    const file = path.join(files(), 'test.txt');
    writeFileSync(file, 'what is in it\n');
    const result = await (await get('fast_filesystem')).call('read_file', { path: file });
    expect(result.success).toBe(true);
    expect(result).toHaveProperty('content');
  });

  it('queries JSON', async () => {
    const file = path.join(files(), 'test.json');
    writeFileSync(file, JSON.stringify({ key: 'value', nested: { inner: 'data' } }));
    const result = await (await get('json_query')).call('json_query_jsonpath', {
      file_path: file,
      jsonpath: '$.nested.inner',
    });
    expect(result.success).toBe(true);
    expect(result.data).toBe('data');
  });
}

describe('the servers of the specification, as doubles on their ports', () => {
  beforeEach(async () => {
    await closeMcpClients();
    for (const port of [8002, 8003, 8004, 8005]) await startBareDouble(port);
  });
  afterAll(closeMcpClients);

  it('begin a project', async () => {
    const result = await getMcpClient('task_master').call('initialize', {
      projectRoot: '/tmp/test-project',
      yes: true,
    });
    expect(result.success).toBe(true);
  });

  specification(getMcpClient, tmpdir);
});

describe('the real servers', () => {
  let room: Awaited<ReturnType<typeof startRoom>>;
  beforeEach(async () => {
    room = await startRoom(`
[mcp.servers.sequential_thinking]
command = "${BIN}/mcp-sequentialthinking-tools"
[mcp.servers.fast_filesystem]
command = "${BIN}/fast-filesystem-mcp"
allowed_directories = ["."]
[mcp.servers.json_query]
allowed_directories = ["."]
`);
  });

  specification(
    (server) => room.mcp.client(server),
    () => room.cwd,
  );

  it('give back the file itself, beside what the server said of it', async () => {
    const file = path.join(room.cwd, 'a.txt');
    writeFileSync(file, 'été\n');
    const result = await room.mcp.client('fast_filesystem').call('read_file', { path: file });
    expect(result.content).toBe('été\n');
    expect(result.raw).toMatchObject({
      content: [{ type: 'text', text: expect.stringContaining('bytes_read') }],
    });
  });

  it('give back every match of a query, the first one as data', async () => {
    writeFileSync(path.join(room.cwd, 'a.json'), '{"a":[1,2]}');
    const result = await room.mcp.client('json_query').call('json_query_jsonpath', {
      file_path: 'a.json',
      jsonpath: '$.a[*]',
    });
    expect(result.data).toBe(1);
    expect(JSON.stringify(result.result)).toContain("$['a'][1]");
  });

  it.runIf(process.env.TASK_MASTER !== undefined)(
    // 1.4 GB: `TASK_MASTER=/path/to/task-master-ai npx vitest run tests/integration/mcp/spec.test.ts`.
    'begin a project with Task Master',
    async () => {
      const project = path.join(room.cwd, 'project');
      mkdirSync(project);
      const own = await startRoom(
        `[mcp.servers.task_master]\ncommand = ${JSON.stringify(process.env.TASK_MASTER)}\nenv = { TASK_MASTER_TOOLS = "all" }\n`,
      );
      const result = await own.mcp
        .client('task_master')
        .call('initialize', { projectRoot: project, yes: true });
      expect(result.success).toBe(true);
    },
    120_000,
  );
});

it('our own server beside a bare one keeps to the configuration as it is now', async () => {
  const double = await startBareDouble(0);
  const room = await startRoom('', { mcp: { fetch: (_url, init) => fetch(double.url, init) } });
  const folder = tempFolder();
  const file = path.join(folder, 'a.json');
  writeFileSync(file, '{"a":7}');
  writeFileSync(path.join(room.cwd, 'b.json'), '{"a":8}');
  const value = async (of: string) => {
    const args = { file_path: of, jsonpath: '$.a' };
    return (await room.mcp.client('json_query').call('json_query_jsonpath', args)).data;
  };
  const allow = (one: string) =>
    room.reload(`[mcp.servers.json_query]\nallowed_directories = [${JSON.stringify(one)}]\n`);
  allow(room.cwd);
  expect(await value(path.join(room.cwd, 'b.json'))).toBe(8);
  allow(folder);
  expect(await value(file)).toBe(7);
});
