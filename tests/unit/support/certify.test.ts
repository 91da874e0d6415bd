import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installTool } from '../../support/certify/install.ts';
import { createModel, type Model, REFUSAL, SECRET, STALLING } from '../../support/certify/model.ts';
import { mcpCall, offeredIn, readingCall, sideAnswer } from '../../support/certify/offered.ts';
import { reasonsOf, tableOf, totalOf, withNeeded } from '../../support/certify/table.ts';
import { TOOLS } from '../../support/certify/tools.ts';
import type { Cell } from '../../support/certify/types.ts';
import { VERSIONS } from '../../support/certify/versions.ts';
import { stream } from '../../support/http.ts';
import { pick } from '../../support/pick.ts';
import { end, endLeftOvers, endsWithin, inTerminal, start } from '../../support/processes.ts';
import { temporaryFolder } from '../../support/program.ts';
import { startUpstream, type Upstream } from '../../support/upstream/index.ts';

const SCHEMA = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] };
const FILE = '/p/note.txt';

describe('tools', () => {
  const place = {
    bin: (name: string) => `/t/${name}`,
    origin: 'http://127.0.0.1:9',
    home: '/h',
    project: '/p',
  };

  it('each get the address by environment, file or command, and never a real key', () => {
    for (const tool of TOOLS) {
      const told = JSON.stringify([tool.environment(place), tool.files?.(place), tool.setUp?.(place)]);
      expect(told).toContain(place.origin);
      expect(told).toContain('dummy');
      expect(tool.ask(place, 'Hello')).toContain('Hello');
    }
  });

  it('each get the address of an MCP server by a file or by the command', () => {
    const url = 'http://127.0.0.1:8/mcp';
    for (const tool of TOOLS) {
      const { files = {}, flags = [] } = tool.mcp(place, url);
      expect([...Object.values(files), ...flags].join('\n'), tool.name).toContain(url);
      // What the tool was told before is told again, where a file is written anew.
      for (const [name, text] of Object.entries(tool.files?.(place) ?? {}))
        if (name in files && name.endsWith('.yaml')) expect(files[name]).toContain(text);
    }
  });

  it('are pinned, each to one version', () => {
    expect(TOOLS.map((tool) => tool.package).sort()).toEqual(Object.keys(VERSIONS).sort());
    for (const version of Object.values(VERSIONS)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('that are installed are left as they are', async () => {
    const [folder, tool] = [temporaryFolder(), TOOLS[0]];
    if (tool === undefined) throw new Error('no tools');
    const place = path.join(folder, tool.name, 'node_modules', tool.package);
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, 'package.json'), `{"version":"${VERSIONS[tool.package]}"}`);
    expect(await installTool(folder, tool)).toBe(path.join(folder, tool.name));
    expect(existsSync(path.join(folder, tool.name, 'package.json'))).toBe(false);
  });
});

describe('what agents offer', () => {
  const look = { name: 'read_file', description: 'Reads', schema: SCHEMA };
  it.each([
    [
      'chat completions',
      { tools: [{ type: 'function', function: { name: look.name, parameters: SCHEMA } }] },
    ],
    ['messages', { tools: [{ name: look.name, input_schema: SCHEMA }] }],
    [
      'responses',
      {
        tools: [
          { type: 'custom', name: 'x' },
          { type: 'function', name: look.name, parameters: SCHEMA },
        ],
      },
    ],
    ['Gemini', { tools: [{ functionDeclarations: [{ name: look.name, parametersJsonSchema: SCHEMA }] }] }],
  ])('is read in %s', (_, body) => {
    expect(offeredIn(body)).toEqual([{ name: 'read_file', schema: SCHEMA }]);
    expect(readingCall(offeredIn(body), FILE)).toEqual({ name: 'read_file', input: { path: FILE } });
  });

  it('is called by its own schema: lists, numbers, commands', () => {
    const schema = {
      properties: { files: { type: 'array' }, limit: { type: 'integer' } },
      required: ['files', 'limit'],
    };
    expect(readingCall([{ name: 'read_files', schema }], FILE)?.input).toEqual({ files: [FILE], limit: 1 });
    const shell = { properties: { command: { type: 'array' }, why: {} }, required: ['command', 'why'] };
    expect(readingCall([{ name: 'shell', schema: shell }], FILE)?.input).toEqual({
      command: ['cat', FILE],
      why: 'reads the note',
    });
    const command = { properties: { cmd: { type: 'string' } } };
    expect(readingCall([{ name: 'exec_command', schema: command }], FILE)?.input).toEqual({
      cmd: `cat ${FILE}`,
    });
    expect(readingCall([{ name: 'write', schema: SCHEMA }], FILE)).toBeNull();
  });

  it('may be in a group, and is called with it', () => {
    const grouped = [{ type: 'function', name: 'files__fast_read_file', parameters: SCHEMA }];
    const offered = offeredIn({ tools: [{ type: 'namespace', name: 'mcp__gateway', tools: grouped }] });
    expect(mcpCall(offered, FILE, '')).toEqual({
      name: 'files__fast_read_file',
      namespace: 'mcp__gateway',
      input: { path: FILE },
    });
  });

  it('may have to be looked up first, and be called through another', () => {
    const text = '{"text":"Deferred tools:\\nmcp__gateway__files__fast_read_file\\nother"}';
    const named = 'mcp__gateway__files__fast_read_file';
    const [search, passing] = ['tool_search', 'tool_call'].map((name) => ({ name, schema: {} }));
    if (!search || !passing) throw new Error('no tools');
    const looked = { name: 'tool_search', input: { query: `select:${named}` } };
    expect(mcpCall([search, passing], FILE, text)).toEqual(looked);
    const again = text + JSON.stringify(looked);
    expect(mcpCall([search, passing], FILE, again)).toEqual({
      name: 'tool_call',
      input: { name: named, arguments: { path: FILE } },
    });
    expect(mcpCall([search], FILE, again)).toBeNull();
    expect(mcpCall([search, { name: named, schema: SCHEMA }], FILE, again)?.name).toBe(named);
    expect(mcpCall([search, passing], FILE, 'no tools')).toBeNull();
  });

  it('may be JSON of a schema, where no tools are offered', () => {
    const schema = { type: 'OBJECT', properties: { title: { type: 'STRING' }, n: { type: 'NUMBER' } } };
    const json = '{"title":"certified","n":1}';
    expect(sideAnswer({ generationConfig: { responseSchema: schema } })).toBe(json);
    expect(sideAnswer({ output_config: { format: { type: 'json_schema', schema } } })).toBe(json);
    expect(sideAnswer({ text: { format: { schema } } })).toBe(json);
    expect(sideAnswer({ response_format: { json_schema: { schema } } })).toBe(json);
    expect(sideAnswer({})).toBe('Certified');
  });
});

describe('the model', () => {
  let upstream: Upstream;
  let model: Model;
  beforeEach(async () => {
    upstream = await startUpstream();
    model = createModel('kimi', FILE);
    upstream.always(model.handler);
  });
  afterEach(() => upstream.close());

  const tools = [{ type: 'function', function: { name: 'read', parameters: SCHEMA } }];
  const headers = { authorization: 'Bearer k' };
  const ask = async (body: object) => {
    const messages = [{ role: 'user', content: 'hi' }];
    const asked = { model: 'm', messages, ...body };
    const live = await stream(`${upstream.url}/chat/completions`, { headers, body: asked });
    await live.ended;
    return live;
  };

  it('calls the tool until it knows the secret, thinking of it before', async () => {
    model.play('tool', 'It says');
    const called = JSON.parse((await ask({ tools })).text()).choices[0].message;
    expect(called.tool_calls[0].function).toEqual({ name: 'read', arguments: `{"path":"${FILE}"}` });
    expect(called.reasoning_content).toBe('The note has to be read.');
    const messages = (reasoning: object) => [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: null, tool_calls: called.tool_calls, ...reasoning },
      { role: 'tool', tool_call_id: called.tool_calls[0].id, content: SECRET },
    ];
    const kept = messages({ reasoning_content: called.reasoning_content });
    expect((await ask({ tools, messages: kept })).text()).toContain(`It says ${SECRET}`);
    expect(model.asked?.text()).toContain(model.thought);
    expect((await ask({ tools, messages: messages({}) })).text()).toContain('reasoning_content is missing');
  });

  it('stands still behind its first words, until the client goes', async () => {
    model.play('stall', '');
    const messages = [{ role: 'user', content: 'hi' }];
    const body = { model: 'm', messages, tools, stream: true };
    const live = await stream(`${upstream.url}/chat/completions`, { headers, body });
    await live.sees(new RegExp(STALLING));
    await model.stalled.reached;
    live.destroy();
    await model.asked?.closed;
    expect(model.asked?.aborted).toBe(true);
  });

  it('refuses, and answers side questions in every scene', async () => {
    model.play('error', '');
    expect((await ask({ tools })).text()).toContain(REFUSAL);
    expect((await ask({})).text()).toContain('Certified');
    expect(model.asked?.json().tools).toBeDefined();
  });
});

describe('processes', () => {
  const where = (home = '/nowhere') => ({
    cwd: temporaryFolder(),
    env: { PATH: process.env.PATH ?? '', HOME: home },
  });
  const isAlive = (pid: number) => {
    try {
      process.kill(pid, 0);
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  };
  const pidIn = async (child: { output(): string }) => {
    while (!/\d+\n/.test(child.output())) await new Promise((resolve) => setImmediate(resolve));
    return Number.parseInt(child.output(), 10);
  };

  it('tell their output and their end', async () => {
    const child = start(['sh', '-c', 'echo out; echo err >&2; exit 3'], where());
    expect(await child.exited).toBe(3);
    expect(await endsWithin(child, 1)).toBe(true);
    expect(child.output()).toContain('out');
    expect(child.output()).toContain('err');
    await expect(start(['/no/such/tool'], where()).exited).rejects.toThrow('ENOENT');
  });

  it.skipIf(!existsSync('/usr/bin/script'))('are typed to, in a terminal of their own', async () => {
    const child = start(
      inTerminal(['sh', '-c', 'test -t 0 && echo "ready"; read it; echo "\\033[1mgot\\033[0m $it"']),
      where(),
      true,
    );
    expect(await child.shows(/ready/, 5000)).toBe(true);
    child.type('a line\r');
    expect(await child.shows(/got a line/, 5000)).toBe(true);
    expect(await child.shows(/never/, 5000)).toBe(false);
    expect(await child.exited).toBe(0);
  });

  it('end with what they started, as hard as need be', async () => {
    const child = start(['sh', '-c', 'sleep 60 & echo $!; wait'], where());
    const inner = await pidIn(child);
    expect(isAlive(inner)).toBe(true);
    await end(child);
    expect(await child.exited).toBeNull();
    while (isAlive(inner)) await new Promise((resolve) => setImmediate(resolve));
  });

  it.skipIf(process.platform !== 'linux')('that have left their group are found by their home', async () => {
    const home = temporaryFolder();
    const child = start(['setsid', 'sh', '-c', 'echo $$; exec sleep 60'], where(home));
    const daemon = await pidIn(child);
    await endLeftOvers(home);
    expect(isAlive(daemon)).toBe(false);
  });
});

describe('the table', () => {
  const cell = (part: Partial<Cell>): Cell => ({
    tool: 'kimi',
    type: 'gemini',
    case: 'text',
    why: null,
    isTheirs: false,
    note: null,
    ms: 1,
    logs: null,
    ...part,
  });
  const cells = [
    cell({ note: 'reasoning lost' }),
    cell({ case: 'tool', why: 'it broke', logs: '/logs/1' }),
    cell({ tool: 'qwen', case: 'tool', why: 'it hung', isTheirs: true, logs: '/logs/2' }),
  ];

  it('has a row for each tool and type, and numbers what is red', () => {
    expect(tableOf(cells).split('\n')).toEqual([
      '| tool | provider type | text | tool |',
      '|---|---|---|---|',
      '| kimi | gemini | ok (reasoning lost) | **red 1** |',
      "| qwen | gemini |  | the tool's own 2 |",
    ]);
    expect(reasonsOf(cells)).toBe(
      '1. kimi, gemini, tool: it broke\n   /logs/1\n2. qwen, gemini, tool: it hung\n   /logs/2',
    );
    expect(totalOf(cells)).toBe("1 of 3 cells are red, 1 are the tool's own doing");
  });

  it('is of what is picked, and what that needs', () => {
    expect(pick(['a', 'b', 'c'], 'c, a', '--only')).toEqual(['a', 'c']);
    expect(pick(['a'], undefined, '--only')).toEqual(['a']);
    expect(() => pick(['a'], 'z', '--only')).toThrow('--only: there is no "z"; known are a');
    expect(withNeeded(['session'])).toEqual(['text', 'tool', 'again', 'session']);
    expect(withNeeded(['error', 'again'])).toEqual(['tool', 'again', 'error']);
  });
});
