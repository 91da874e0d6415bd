import { describe, expect, it } from 'vitest';
import { mergeKey } from '../../../src/live/outgoing.ts';

describe('what a newer message replaces for a connection that lags', () => {
  it.each([
    [{ type: 'metric', exchange_id: 'a' }, 'metric a'],
    [{ type: 'exchange', phase: 'progress', exchange: { id: 'a' } }, 'progress a'],
    [{ type: 'exchange', phase: 'finished', exchange: { id: 'a' } }, null],
    [{ type: 'mcp', server: 's', change: 'state', state: 'ready' }, 'mcp state s'],
    [{ type: 'mcp', server: 's', change: 'tools', tools: 3 }, 'mcp tools s'],
    [{ type: 'mcp', server: 's', change: 'call', call: {} }, null],
    [{ type: 'mcp', server: 's', change: 'confirmation', id: 'x' }, null],
    [{ type: 'mcp', change: 'state' }, null],
    [{ type: 'alert' }, null],
    ['text', null],
    [null, null],
  ])('%j: %s', (message, key) => expect(mergeKey(message)).toBe(key));
});
