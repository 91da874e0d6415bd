import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect } from 'vitest';
import { type McpServerConfig, mcpPresets } from '../../../src/config/index.ts';
import { refusalOfArguments } from '../../../src/mcp/policy/index.ts';
import type { Tool } from '../../../src/mcp/port.ts';

const SERVER = createRequire(import.meta.url).resolve('fast-filesystem-mcp/dist/index.js');
/** What the files outside hold. */
export const SECRET = 'what is outside';

/** An allowed folder with ways out of it, and fast-filesystem-mcp, which keeps to no rule, to be started there. */
export interface FileBed {
  /** Holds the two others. */
  scratch: string;
  inside: string;
  outside: string;
  /** Of the server's preset, with `inside` as the one allowed folder. */
  rules: McpServerConfig;
  /** The server's, by name, once it is started. */
  tools: Map<string, Tool>;
  /** Calls a tool past all rules; its result as JSON. */
  call(name: string, args: Record<string, unknown>): Promise<string>;
  /** Why the rules refuse a call; empty where they don't. */
  refused(name: string, args: unknown): Promise<string>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Makes the folders; to be started and closed. */
export function makeFileBed(): FileBed {
  const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'kimi-escapes-')));
  const inside = path.join(scratch, 'inside');
  const outside = path.join(scratch, 'outside');
  mkdirSync(path.join(inside, 'sub'), { recursive: true });
  mkdirSync(path.join(inside, 'linked'));
  mkdirSync(path.join(inside, 'through'));
  mkdirSync(path.join(outside, 'folder'), { recursive: true });
  writeFileSync(path.join(outside, 'secret.txt'), SECRET);
  writeFileSync(path.join(outside, 'folder', 'deep.txt'), SECRET);
  writeFileSync(path.join(inside, 'own.txt'), 'one\ntwo\nthree\n');
  writeFileSync(path.join(inside, 'sub', 'a.txt'), 'needle\n');
  symlinkSync(path.join(outside, 'secret.txt'), path.join(inside, 'file-link'));
  symlinkSync(outside, path.join(inside, 'folder-link'));
  symlinkSync(path.join(outside, 'made-through-link.txt'), path.join(inside, 'dangling'));
  symlinkSync(outside, path.join(inside, 'linked', 'out'));
  symlinkSync(path.join(outside, 'secret.txt'), path.join(inside, 'linked', 'file'));
  symlinkSync(outside, path.join(inside, 'through', 'sub'));
  symlinkSync(path.join(inside, 'sub'), path.join(inside, 'inner-link'));
  const preset = mcpPresets(inside).find((one) => one.name === 'fast_filesystem');
  if (preset === undefined) throw new Error('no preset');
  const rules = { ...preset, cwd: inside, env: { HOME: scratch }, allowedDirectories: [inside] };
  const client = new Client({ name: 'escapes', version: '1' });
  const tools = new Map<string, Tool>();
  return {
    scratch,
    inside,
    outside,
    rules,
    tools,
    call: async (name, args) => JSON.stringify(await client.callTool({ name, arguments: args })),
    async refused(name, args) {
      const refusal = await refusalOfArguments(rules, tools.get(name) ?? { name }, args);
      if (refusal === null) return '';
      expect(refusal.code).toBe('path_outside');
      expect(refusal.reason).toContain(JSON.stringify(inside));
      return refusal.reason;
    },
    async start() {
      await client.connect(
        new StdioClientTransport({
          command: process.execPath,
          args: [SERVER],
          cwd: inside,
          env: { PATH: process.env.PATH ?? '', HOME: scratch },
          stderr: 'ignore',
        }),
      );
      for (const tool of (await client.listTools()).tools) tools.set(tool.name, tool as Tool);
    },
    async close() {
      await client.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
