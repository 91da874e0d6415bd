import { describe, expect, it } from 'vitest';
import { mcpPresets } from '../../../../src/config/index.ts';
import { withoutSecrets } from '../../../../src/mcp/servers/secrets.ts';

const [preset] = mcpPresets('/nowhere');
if (preset === undefined) throw new Error('there are no presets');
const server = { ...preset, env: {}, args: [], headers: {}, url: null };

describe('what a server says', () => {
  it.each([
    [{ env: { KEY: 'sk-123456' } }, 'no sk-123456 here', 'no … here'],
    [{ headers: { authorization: 'Bearer tok-98765' } }, 'got tok-98765', 'got …'],
    [{ args: ['--key=abcdef'] }, 'is abcdef', 'is …'],
    [{ env: { DB: 'postgres://me:pass-word@db/x' } }, 'me with pass-word', 'me with …'],
    [{ url: 'https://h.example/mcp?key=a%2Fb%2Fc%2Fd' }, 'a%2Fb%2Fc%2Fd, a/b/c/d', '…, …'],
    [{ args: ['https://['] }, 'see https://h.example', 'see https://h.example'],
    [{ env: { A: 'secret', B: 'secret-longer' } }, 'secret-longer', '…'],
    [{ env: { MODE: 'on' } }, 'only on', 'only on'],
  ])('is told without what %j gives it', (given, said, told) => {
    expect(withoutSecrets({ ...server, ...given }, said)).toBe(told);
  });
});
