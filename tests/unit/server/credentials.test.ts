import { describe, expect, it } from 'vitest';
import {
  cookieName,
  cookieValue,
  loginCookie,
  readCookie,
  sameSecret,
} from '../../../src/server/plugins/credentials.ts';

describe('two secrets', () => {
  it.each([
    ['a', 'a', true],
    ['', '', true],
    ['é🚀', 'é🚀', true],
    ['a', 'b', false],
    ['a', 'aa', false],
    ['a', '', false],
    ['A', 'a', false],
  ])('%j and %j: the same is %s', (a, b, same) => {
    expect(sameSecret(a, b)).toBe(same);
  });
});

describe('the cookie of the page', () => {
  it('is made from the token, and tells nothing of it', () => {
    expect(cookieValue('token')).toBe(cookieValue('token'));
    expect(cookieValue('token')).not.toBe(cookieValue('token2'));
    expect(cookieValue('token')).toMatch(/^[\w-]{43}$/);
    expect(cookieValue('token')).not.toContain('token');
  });

  it('is Secure where the page came over TLS', () => {
    expect(loginCookie('token', 8000, true)).toMatch(/; Secure$/);
    expect(loginCookie('token', 8000, false)).not.toContain('Secure');
  });

  it('has a name for each port, since browsers share cookies among ports', () => {
    expect(cookieName(8000)).not.toBe(cookieName(8001));
  });

  it.each([
    ['a=1; b=2; c=3', '2'],
    ['b=2', '2'],
    ['  b = 2 ', '2'],
    ['b=2=3', '2=3'],
    ['ab=1; b=2', '2'],
    ['b=', ''],
    ['b', null],
    ['=2', null],
    ['', null],
    [undefined, null],
  ])('is found in %j', (header, value) => {
    expect(readCookie(header, 'b')).toBe(value);
  });
});
