import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { testBed } from '../../support/bed.ts';
import { type RawAnswer, send } from '../../support/http.ts';
import type { InProcess } from '../../support/in-process.ts';
import { ROOT } from '../../support/program.ts';
import { answer, type Upstream } from '../../support/upstream/index.ts';
import { ask, LANGUAGES, oneOfEach } from '../pipeline/conversion-support.ts';

const run = promisify(execFile);
const { upstreamOf, proxyOf } = testBed();
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const HOSTILE =
  'it\'s "quoted" \\ $(touch pwned) `touch pwned` $HOME !! %s\n</script><!-- \u2028\u2029 $\u007bprocess.exit(1)} \u202e 🙂 \u0007 \'\'\' """ @/etc/passwd';

async function codeOf(proxy: InProcess, answered: RawAnswer, as: string, headers = {}): Promise<string> {
  expect(answered.status, answered.text).toBe(200);
  await proxy.program.idle();
  const id = String(answered.headers['x-kimi-proxy-exchange']);
  const code = await send(`${proxy.url}/api/exchanges/${id}/code?as=${as}`, { method: 'GET', headers });
  expect(code.status, code.text).toBe(200);
  expect(code.headers['content-type']).toBe('text/plain; charset=utf-8');
  return code.text;
}

/** A folder in which the project's packages are found, for a program of ours and what it writes. */
function folder(): string {
  const made = mkdtempSync(path.join(ROOT, 'tests', '.code-'));
  folders.push(made);
  return made;
}

async function shell(text: string, env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await run('sh', ['-c', text], {
    cwd: folder(),
    env: { PATH: process.env.PATH, ...env },
  });
  return stdout;
}

async function node(text: string, env: Record<string, string> = {}, before?: string): Promise<string> {
  const cwd = folder();
  if (before !== undefined) await run('sh', ['-c', before], { cwd });
  writeFileSync(path.join(cwd, 'again.mjs'), text);
  const { stdout } = await run(process.execPath, ['again.mjs'], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
  });
  return stdout;
}

const bodies = (upstream: Upstream) => upstream.requests.map((request) => request.text());

describe('a request as a command of curl', () => {
  it.each(LANGUAGES)('sends the very bytes again: %s', async (language) => {
    const upstream = await upstreamOf();
    upstream.always(answer());
    const proxy = await proxyOf(oneOfEach(upstream.url));
    const { path: at, body, headers } = ask(language, `${language}/m`, { text: HOSTILE, stream: true });
    const answered = await send(`${proxy.url}${at}`, { body, headers });
    const printed = await shell(await codeOf(proxy, answered, 'curl'));
    expect(printed).toContain('upstream');
    const [first, second] = upstream.requests;
    expect(second?.path).toBe(first?.path);
    expect(second?.text()).toBe(first?.text());
  });

  it('goes to the address that the browser used, also behind a proxy that speaks https', async () => {
    const upstream = await upstreamOf();
    upstream.always(answer());
    const proxy = await proxyOf(`allowed_hosts = ["llm.example.com"]\n${oneOfEach(upstream.url)}`);
    const { path: at, body } = ask('openai-chat', 'openai-chat/m');
    const answered = await send(`${proxy.url}${at}`, { body });
    const forwarded = { host: 'llm.example.com', 'x-forwarded-proto': 'https' };
    const code = await codeOf(proxy, answered, 'curl', forwarded);
    expect(code).toContain(`https://llm.example.com${at}`);
  });

  it('sends a body that is too long for an argument through a file, and says so', async () => {
    const upstream = await upstreamOf();
    upstream.always(answer());
    const proxy = await proxyOf(`auth_token = "the-own-token-1"\n${oneOfEach(upstream.url)}`);
    const login = { authorization: 'Bearer the-own-token-1' };
    const { path: at, body } = ask('openai-chat', 'openai-chat/m', { text: HOSTILE.repeat(3000) });
    const answered = await send(`${proxy.url}${at}`, { body, headers: login });
    const code = await codeOf(proxy, answered, 'curl', login);
    expect(code).toContain('goes through the file');
    expect(code).not.toContain('the-own-token-1');
    await shell(code, { KIMI_PROXY_KEY: 'the-own-token-1' });
    const [first, second] = bodies(upstream);
    expect(second).toBe(first);
  });
});

describe('a request as a program with the SDK of OpenAI', () => {
  it.each(LANGUAGES.flatMap((language) => [false, true].map((stream) => ({ language, stream }))))(
    'sends the same again: $language, streamed: $stream',
    async ({ language, stream }) => {
      const upstream = await upstreamOf();
      upstream.always(answer());
      const proxy = await proxyOf(oneOfEach(upstream.url));
      const { path: at, body, headers } = ask(language, `${language}/m`, { text: HOSTILE, stream });
      const odd = JSON.stringify({ ...body, temperature: 0.5, metadata: { note: HOSTILE } }).replace(
        '"note"',
        '"__proto__":{"a":"b"},"note"',
      );
      const answered = await send(`${proxy.url}${at}`, { body: odd, headers });
      const code = await codeOf(proxy, answered, 'openai-js');
      expect(code).not.toMatch(/<\/script>|[\u2028\u2029\u202e]/);
      expect(await node(code)).toContain('upstream');
      const [first, second] = upstream.requests;
      expect(second?.path).toBe(first?.path);
      expect(second?.json()).toEqual(first?.json());
      expect(second?.text()).toContain('"__proto__":{"a":"b"}');
    },
  );

  it('reads a long body from a file', async () => {
    const upstream = await upstreamOf();
    upstream.always(answer());
    const proxy = await proxyOf(oneOfEach(upstream.url));
    const { path: at, body } = ask('openai-chat', 'openai-chat/m', { text: HOSTILE.repeat(3000) });
    const code = await codeOf(proxy, await send(`${proxy.url}${at}`, { body }), 'openai-js');
    const fetching = /^\/\/ (curl .*)$/m.exec(code)?.[1];
    await node(code, {}, fetching);
    const [first, second] = upstream.requests;
    expect(second?.json()).toEqual(first?.json());
  });

  it('is one for Python, too, whose literals hold what was sent', async () => {
    const upstream = await upstreamOf();
    upstream.always(answer());
    const proxy = await proxyOf(oneOfEach(upstream.url));
    const { path: at, body } = ask('openai-chat', 'openai-chat/m', { text: HOSTILE });
    const code = await codeOf(
      proxy,
      await send(`${proxy.url}${at}`, { body: { ...body, stop: null, logprobs: true } }),
      'openai-python',
    );
    expect(code).toContain('"stop": None');
    expect(code).toContain('"logprobs": True');
    expect(code).toContain(
      'client.chat.completions.create(model=body["model"], messages=body["messages"], extra_body=body)',
    );
    expect(code).not.toMatch(/<\/script>|[\u2028\u2029\u202e]/);
  });

  it('is not there where the body is not kept', async () => {
    const upstream = await upstreamOf();
    upstream.always(answer());
    const proxy = await proxyOf(`capture = "preview"\n${oneOfEach(upstream.url)}`);
    const { path: at, body } = ask('openai-chat', 'openai-chat/m');
    const answered = await send(`${proxy.url}${at}`, { body });
    await proxy.program.idle();
    const id = String(answered.headers['x-kimi-proxy-exchange']);
    expect((await send(`${proxy.url}/api/exchanges/${id}/code?as=curl`, { method: 'GET' })).status).toBe(404);
  });
});
