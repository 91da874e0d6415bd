import { describe, expect, it } from 'vitest';
import { withinOrigin } from '../../../../src/mcp/transports/within-origin.ts';

const INIT = { method: 'POST', body: '{}', headers: { 'x-api-key': 'k-1' } };

/** Asks a double that sends on as told, by path; answers what it was asked. */
async function asked(places: Record<string, [status: number, location: string]>, init: RequestInit = INIT) {
  const seen: string[] = [];
  const fetch = withinOrigin(async (url, sent) => {
    const { origin, pathname } = new URL(url);
    seen.push(`${sent?.method} ${origin}${pathname} ${sent?.body ?? '–'} ${sent?.redirect}`);
    const [status, location] = places[pathname] ?? [200, null];
    return new Response(status === 304 ? null : 'so', {
      status,
      headers: location === null ? {} : { location },
    });
  });
  const answer = await fetch('http://h:1/mcp', init);
  return { seen, status: answer.status };
}

describe('a redirect of an MCP server', () => {
  it.each([307, 308])('%i within its origin is followed with what was sent', async (status) => {
    const { seen } = await asked({ '/mcp': [status, '/mcp/'] });
    expect(seen).toEqual(['POST http://h:1/mcp {} manual', 'POST http://h:1/mcp/ {} manual']);
  });

  it.each([301, 302, 303])('%i within its origin makes a POST a GET', async (status) => {
    const { seen } = await asked({ '/mcp': [status, 'http://h:1/there'] });
    expect(seen[1]).toBe('GET http://h:1/there – manual');
  });

  it('303 makes a DELETE a GET, 301 leaves it', async () => {
    const gone = { method: 'DELETE' };
    expect((await asked({ '/mcp': [303, '/x'] }, gone)).seen[1]).toBe('GET http://h:1/x – manual');
    expect((await asked({ '/mcp': [301, '/x'] }, gone)).seen[1]).toBe('DELETE http://h:1/x – manual');
  });

  it.each([
    ['http://evil:1/mcp', 'http://evil:1'],
    ['//evil/mcp', 'http://evil'],
    ['https://h:1/mcp', 'https://h:1'],
    ['http://h:2/mcp', 'http://h:2'],
    ['http://', 'no address'],
    ['file:///etc/passwd', 'no address'],
  ])('to %s is not followed', async (location, where) => {
    await expect(asked({ '/mcp': [307, location] })).rejects.toThrow(`sends requests on to ${where},`);
  });

  it('is followed a few times only', async () => {
    await expect(asked({ '/mcp': [307, '/mcp'] })).rejects.toThrow('more than 5 times');
  });

  it('that says nowhere is an answer', async () => {
    expect((await asked({ '/mcp': [304, '/x'] })).status).toBe(304);
  });
});
