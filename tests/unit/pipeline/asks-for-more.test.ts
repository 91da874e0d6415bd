import { expect, test } from 'vitest';
import { asksForMore } from '../../../src/pipeline/calibrate.ts';

test.each([
  [null, false],
  ['text', false],
  [{}, false],
  [{ tool_choice: null, web_search_options: null }, false],
  [{ tool_choice: 'auto' }, false],
  [{ tool_choice: { type: 'auto' } }, false],
  [{ tool_choice: 'required' }, true],
  [{ tool_choice: 'none' }, true],
  [{ tool_choice: { type: 'function', function: { name: 'f' } } }, true],
  [{ web_search_options: {} }, true],
])('a provider may add words of its own to %j: %s', (body, more) => {
  expect(asksForMore(body)).toBe(more);
});
