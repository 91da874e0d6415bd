export { fetchModelList } from './list-models.ts';
export { quirksOf } from './quirks.ts';
export { providerKind } from './registry.ts';
export { createTestProvider, type TestProviderOptions } from './test/send.ts';
