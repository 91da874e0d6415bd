import { describe, expect, it } from 'vitest';
import { unmaskedPath } from '../../../src/server/code/request.ts';

describe('the path of a request that is sent again', () => {
  it.each([
    ['/v1/chat/completions', '/v1/chat/completions'],
    ['/v1/x?key=***', '/v1/x'],
    ['/v1/x?a=1&key=***&b=2', '/v1/x?a=1&b=2'],
    ['/v1/x?key=***;a=1&b=2', '/v1/x?b=2'],
    ['/v1/x?at=what?c=2&b=3', '/v1/x?at=what?c=2&b=3'],
  ])('%s has no secret in it, and all else', (path, again) => expect(unmaskedPath(path)).toBe(again));
});
