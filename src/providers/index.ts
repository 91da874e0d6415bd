export { cacheRuleFor } from './cache-rules.ts';
export { fetchModelList } from './list-models.ts';
export { pathBelowVersion } from './path.ts';
export { quirksOf } from './quirks.ts';
export { ownWire, providerKind, wireFor } from './registry.ts';
export { createTestProvider, type TestProviderOptions } from './test/send.ts';
export type { Wire } from './wires.ts';
