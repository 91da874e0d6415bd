import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProxyError } from '../../../src/exchange/index.ts';
import { clientOf, type Headers, sessionHint } from '../../../src/sessions/index.ts';
import { character } from '../../support/characters.ts';

function hint(headers: Headers, body: unknown = null, pathSession: string | null = null) {
  return sessionHint({ headers, body, pathSession });
}

describe('our own ways to name a session', () => {
  test('the header and the path take a name or a number, the header first', () => {
    expect(hint({ 'x-kimi-proxy-session': 'my work' }).own).toEqual({ name: 'my work' });
    expect(hint({ 'x-kimi-proxy-session': ' 42 ' }).own).toEqual({ id: 42 });
    expect(hint({}, null, 'from the path').own).toEqual({ name: 'from the path' });
    expect(hint({}, null, '007').own).toEqual({ id: 7 });
    expect(hint({ 'x-kimi-proxy-session': 'header' }, null, 'path').own).toEqual({ name: 'header' });
    expect(hint({}).own).toBeNull();
  });

  test('names are UTF-8 in headers, too', () => {
    const wire = Buffer.from('café 日本').toString('latin1');
    expect(hint({ 'x-kimi-proxy-session': wire }).own).toEqual({ name: 'café 日本' });
    expect(hint({ 'x-kimi-proxy-session': 'caf\u00e9' }).own).toEqual({ name: 'café' });
  });

  test('a name has up to 200 bytes', () => {
    expect(hint({}, null, 'x'.repeat(200)).own).toEqual({ name: 'x'.repeat(200) });
    expect(hint({}, null, 'é'.repeat(100)).own).toEqual({ name: 'é'.repeat(100) });
    expect(() => hint({}, null, 'x'.repeat(201))).toThrow(ProxyError);
    expect(() => hint({}, null, 'é'.repeat(101))).toThrow(ProxyError);
  });

  test.each(['', '   ', 'a\nb', 'a\u0000b', 'a\u001b[31m', 'a\u007f', 'a\u0085b', 'a\u202eb', '\ud800'])(
    '%j is refused, naming the field',
    (name) => {
      for (const [source, field] of [
        [{ headers: { 'x-kimi-proxy-session': name }, pathSession: null }, 'x-kimi-proxy-session'],
        [{ headers: {}, pathSession: name }, '/s/{name}'],
      ] as const) {
        // Half a surrogate pair cannot come in a header: Node hands over bytes.
        if (name === '\ud800' && field !== '/s/{name}') continue;
        try {
          sessionHint({ ...source, body: null });
          expect.unreachable();
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_request', status: 400, details: { field } });
        }
      }
    },
  );
});

describe('known headers', () => {
  test('Claude Code names its session, its sub-agent and the parent', () => {
    expect(
      hint({
        'x-claude-code-session-id': 's1',
        'x-claude-code-agent-id': 'a1',
        'x-claude-code-parent-agent-id': 'a0',
      }),
    ).toMatchObject({ own: null, identity: 'header:claude-code:s1', agentKey: 'a1', parentKey: 'a0' });
    expect(hint({ 'x-claude-code-session-id': 's1', 'x-claude-code-agent-id': 'a1' }).parentKey).toBeNull();
  });

  test("Codex's agents share a session and have threads of their own", () => {
    const main = hint({ 'session-id': 's1', 'thread-id': 's1' });
    expect(main).toMatchObject({ identity: 'header:codex:s1', agentKey: null, parentKey: null });
    const sub = hint({ 'session-id': 's1', 'thread-id': 't2', 'x-openai-subagent': 'review' });
    expect(sub).toMatchObject({ identity: 'header:codex:s1', agentKey: 't2', parentKey: 's1' });
    expect(hint({ 'session-id': 's1', 'x-openai-subagent': 'review' })).toMatchObject({ agentKey: 'review' });
  });

  test("Codex's older names and its JSON header are known, whatever the order of its keys", () => {
    expect(hint({ session_id: 's1' }).identity).toBe('header:codex:s1');
    expect(hint({ conversation_id: 'c1' }).identity).toBe('header:codex:c1');
    for (const json of ['{"session_id":"s1","turn_id":"9"}', '{"turn_id":"8","session_id":"s1"}']) {
      expect(hint({ 'x-codex-turn-metadata': json }).identity).toBe('header:codex:s1');
    }
    for (const json of ['{"session_id":5}', '{broken', '[]', 'null', '"s1"']) {
      expect(hint({ 'x-codex-turn-metadata': json }).identity).toBeNull();
    }
  });

  test("a request's own id names a session only where Codex sends it, since others make one for each request", () => {
    expect(hint({ 'x-client-request-id': 'r1' }).identity).toBeNull();
    expect(hint({ 'x-client-request-id': 'r1', 'user-agent': 'codex_cli_rs/0.169.0' }).identity).toBe(
      'header:codex:r1',
    );
  });

  test("OpenCode's sub-agents belong to their parent's session", () => {
    expect(hint({ 'x-session-id': 'ses_1' })).toMatchObject({
      identity: 'header:session:ses_1',
      agentKey: null,
    });
    expect(hint({ 'x-session-affinity': 'ses_1' }).identity).toBe('header:session:ses_1');
    expect(hint({ 'x-session-id': 'ses_2', 'x-parent-session-id': 'ses_1' })).toMatchObject({
      identity: 'header:session:ses_1',
      agentKey: 'ses_2',
      parentKey: 'ses_1',
    });
    expect(hint({ 'x-parent-session-id': 'ses_1' }).identity).toBeNull();
  });

  test('Cline names its task', () => {
    expect(hint({ 'x-task-id': '17' }).identity).toBe('header:task:17');
  });

  test('come before what the body says', () => {
    expect(hint({ 'x-session-id': 'h' }, { prompt_cache_key: 'b' }).identity).toBe('header:session:h');
  });
});

describe('known fields of the body', () => {
  test.each([
    [{ prompt_cache_key: 'session_1' }, 'body:prompt_cache_key:session_1'],
    [{ metadata: { user_id: '{"device_id":"d","session_id":"s1"}' } }, 'body:user_id:s1'],
    [{ metadata: { user_id: '{"device_id":"other","session_id":"s1"}' } }, 'body:user_id:s1'],
    [{ metadata: { user_id: 'user_abc_account_def_session_0-1-2' } }, 'body:user_id:0-1-2'],
    [{ metadata: { user_id: 'session_0-1-2' } }, 'body:user_id:0-1-2'],
    [{ session_id: 's1' }, 'body:session_id:s1'],
    [{ session_id: 's1', prompt_cache_key: 'k' }, 'body:prompt_cache_key:k'],
  ])('%j is %s', (body, identity) => {
    expect(hint({}, body)).toEqual({
      ...{ own: null, identity, agentKey: null, parentKey: null, namesAgents: false },
      ...{ helper: false, kind: null, client: null, project: null },
    });
  });

  test.each([
    null,
    'text',
    [],
    { metadata: { user_id: 'user-17' } },
    { metadata: { user_id: { session_id: 's' } } },
    { metadata: { session_id: 's' } },
    { metadata: null },
    { prompt_cache_key: 7 },
    { prompt_cache_key: '' },
    { prompt_cache_key: 'a\nb' },
    { prompt_cache_key: 'x'.repeat(201) },
    { session_id: ['s'] },
    { sessionId: 's', my_session: 's', 'x-session-id': 's' },
  ])('%j names nothing', (body) => {
    expect(hint({}, body).identity).toBeNull();
  });

  test('other names that contain "session" are ids of other things', () => {
    const strangers = {
      'x-session-token': 't',
      'session-affinity': 's',
      'x-amzn-session': 's',
      cookie: 'session=1',
      'mcp-session-id': 'm',
    };
    expect(hint(strangers, { session: 's', user_session_id: 's' }).identity).toBeNull();
  });
});

describe('hostile values', () => {
  test('foreign ids that could be no id are left alone, and refuse nothing', () => {
    for (const value of ['', ' ', 'a\u0000b', 'x'.repeat(10_000), ['', 'b']]) {
      expect(hint({ 'x-session-id': value }).identity).toBeNull();
    }
  });

  test('no headers and no body make it fail otherwise than by refusing a name', () => {
    const names = fc.constantFrom(
      'x-kimi-proxy-session',
      'x-session-id',
      'session-id',
      'x-codex-turn-metadata',
      'user-agent',
      'x-title',
    );
    const headers = fc.dictionary(
      names,
      fc.oneof(fc.string(), fc.string({ unit: character }), fc.array(fc.string(), { maxLength: 2 })),
    );
    fc.assert(
      fc.property(headers, fc.jsonValue(), fc.option(fc.string({ unit: character })), (given, body, path) => {
        clientOf(given);
        try {
          const { identity } = hint(given, body, path);
          expect(identity === null || !/\p{Cc}/u.test(identity)).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_request' });
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the client', () => {
  test.each([
    ['KimiCLI/1.3', 'kimi-code', '1.3'],
    ['kimi-code-cli/2.1.0 (linux)', 'kimi-code', '2.1.0'],
    ['claude-cli/2.1.14 (external, cli)', 'claude-code', '2.1.14'],
    ['codex_cli_rs/0.169.0 (Debian 12; x86_64) xterm', 'codex', '0.169.0'],
    ['codex_exec/0.169.0', 'codex', '0.169.0'],
    ['opencode/1.18.2 ai-sdk/provider-utils/3.0.1', 'opencode', '1.18.2'],
    ['Cline/3.0.1', 'cline', '3.0.1'],
    ['Continue/1.5.0', 'continue', '1.5.0'],
    ['GeminiCLI/0.61.0/gemini-3-pro (linux; x64)', 'gemini-cli', '0.61.0'],
    ['QwenCode/0.15.1 (linux; x64)', 'qwen-code', '0.15.1'],
    ['litellm/1.80.0', 'litellm', '1.80.0'],
    ['ai-sdk/openai-compatible/1.0.2 ai/5', 'ai-sdk', '1.0.2'],
    ['OpenAI/JS 6.49.0', 'openai-js', '6.49.0'],
    ['AsyncOpenAI/Python 2.8.1', 'openai-python', '2.8.1'],
    ['Anthropic/JS 1.12.0', 'anthropic-js', '1.12.0'],
    ['GeminiCLI-tui/0.61.0/m (linux; x64; terminal)', 'gemini-cli', '0.61.0'],
    ['codex_exec/0.169.0 (Debian 12.0.0; x86_64) unknown (codex_exec; 0.169.0)', 'codex', '0.169.0'],
    ['google-genai-sdk/1.30.0 gl-node/v22.23.3', 'google-genai', '1.30.0'],
    ['langchainjs-openai/1.0.0 (Node)', 'langchain', '1.0.0'],
    ['ls/JS 5.23.2', 'sdk-js', '5.23.2'],
    ['Bun/1.4.6', 'Bun', '1.4.6'],
    ['curl/8.14.1', 'curl', '8.14.1'],
    ['python-requests/2.32', 'python-requests', '2.32'],
    ['node', 'node', null],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'browser', null],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15',
      'browser',
      null,
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36',
      'browser',
      null,
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Some.Editor/1.7.2 Chrome/138.0.0.0 Electron/37.2.0 Safari/537.36',
      'Some.Editor',
      '1.7.2',
    ],
  ])('%s is %s %s', (agent, name, version) => {
    expect(clientOf({ 'user-agent': agent })).toEqual({ name, version });
  });

  test('says its name in x-title where a library speaks for it', () => {
    expect(clientOf({ 'user-agent': 'OpenAI/JS 6.49.0', 'x-title': 'Cline' })).toEqual({
      name: 'cline',
      version: null,
    });
    expect(clientOf({ 'user-agent': 'OpenAI/JS 6.49.0', 'x-title': 'Someone' }).name).toBe('openai-js');
  });

  test('without a name is nobody, and a hostile one is cut and cleaned', () => {
    expect(clientOf({})).toEqual({ name: null, version: null });
    expect(clientOf({ 'user-agent': '<script>' })).toEqual({ name: null, version: null });
    expect(clientOf({ 'user-agent': `${'a'.repeat(5000)}/${'1'.repeat(5000)}` }).name).toHaveLength(40);
  });
});
