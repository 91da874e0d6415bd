import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../src/exchange/index.ts';
import { createLogger, type LogFields, type LogLevel, logSafe } from '../../../src/observability/index.ts';

function captured(level: LogLevel = 'debug') {
  const lines: string[] = [];
  const logger = createLogger(level, { write: (line) => void lines.push(line) });
  return { logger, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('the log', () => {
  it('is one JSON object a line, with level, time, message and fields', () => {
    const { logger, lines, parsed } = captured();
    logger.info('answered', { method: 'GET', path: '/health', status: 200, ms: 3, session: null });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.endsWith('\n')).toBe(true);
    expect(parsed()[0]).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      msg: 'answered',
      method: 'GET',
      path: '/health',
      status: 200,
      ms: 3,
      session: null,
    });
  });

  it('writes from its level on', () => {
    const { logger, parsed } = captured('warn');
    logger.debug('a');
    logger.info('b');
    logger.warn('c');
    logger.error('d');
    expect(parsed().map((line) => line.level)).toEqual(['warn', 'error']);
  });

  it('writes nothing when it is silent', () => {
    const { logger, lines } = captured('silent');
    logger.error('a');
    expect(lines).toEqual([]);
  });

  it('leaves out every field that is not on its list, whatever a caller passes', () => {
    const { logger, lines } = captured();
    const careless = {
      provider: 'kimi',
      apiKey: 'sk-secret',
      headers: { authorization: 'Bearer sk-secret' },
      body: 'a prompt',
    } as LogFields;
    logger.warn('careless', careless);
    expect(lines.join('')).not.toMatch(/sk-secret|a prompt|authorization/);
    expect(lines.join('')).toContain('kimi');
  });

  it('takes objects in the place of a plain field as nothing', () => {
    const { logger, parsed } = captured();
    logger.warn('careless', { provider: { secret: 'sk-secret' } } as unknown as LogFields);
    expect(parsed()[0]).not.toHaveProperty('provider');
  });

  it('keeps no query of a path, which may hold a key', () => {
    const { logger, parsed } = captured();
    logger.info('answered', { path: '/v1beta/models?key=AIza-secret' });
    expect(parsed()[0]?.path).toBe('/v1beta/models');
  });

  it("keeps an error's name, code and frames, not its message, which may quote content", () => {
    const { logger, lines, parsed } = captured();
    let thrown: unknown;
    try {
      JSON.parse('{"prompt": my secret plan}');
    } catch (error) {
      thrown = error;
    }
    logger.error('failed', { error: thrown });
    logger.error('failed', { error: new ProxyError('not_found', 'my secret plan') });
    expect(lines.join('')).not.toContain('secret plan');
    expect(parsed()[0]?.error).toMatchObject({ name: 'SyntaxError', stack: expect.any(Array) });
    expect(parsed()[1]?.error).toMatchObject({ name: 'ProxyError', code: 'not_found' });
  });

  it('takes anything that was thrown', () => {
    const { logger, parsed } = captured();
    logger.error('failed', { error: 'a secret text' });
    expect(parsed()[0]?.error).toEqual({ name: 'string' });
  });

  it('cannot be made to write a second line or to steer a terminal', () => {
    const { logger, lines } = captured();
    logger.warn('refused', { path: '/a\r\n{"level":"error"}\u001b[2J\u2028\u202e' });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    expect(lines[0]).not.toMatch(/\\r|\\n|\\u001b/);
  });

  it('cuts long values', () => {
    expect(logSafe('x'.repeat(5000)).length).toBeLessThanOrEqual(201);
  });
});
