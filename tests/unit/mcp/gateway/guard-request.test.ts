import { expect, it } from 'vitest';
import { systemClock } from '../../../../src/exchange/index.ts';
import { guardRequest } from '../../../../src/mcp/gateway/guard-request.ts';
import { createRules } from '../../../../src/mcp/rules.ts';
import { rulesOf } from '../policy/rules.ts';

const rules = rulesOf({ allowedDirectories: [import.meta.dirname] });
const guard = (method: string, params: Record<string, unknown>) =>
  guardRequest(rules, createRules(systemClock), method, params);

it.each([
  ['resources/read', { uri: 'file:///etc/passwd' }],
  ['prompts/get', { name: 'p', arguments: { file: '/etc/passwd' } }],
  ['completion/complete', { argument: { name: 'file', value: '/etc/pass' } }],
  [
    'completion/complete',
    { argument: { name: 'file', value: 'p' }, context: { arguments: { folder: '/etc' } } },
  ],
])('%s of %j does not leave the folders', async (method, params) => {
  await expect(guard(method, params)).rejects.toThrow(/\/etc/);
});

it.each([
  ['prompts/get', { name: 'p', arguments: { file: import.meta.filename } }],
  [
    'completion/complete',
    { argument: { name: 'file', value: 'p' }, context: { arguments: { folder: import.meta.dirname } } },
  ],
])('%s of %j stays within them', async (method, params) => {
  await expect(guard(method, params)).resolves.toBeUndefined();
});
