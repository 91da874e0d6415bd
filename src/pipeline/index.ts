export { Anchors } from './anchors.ts';
export type { PipelineDeps, Runtime } from './deps.ts';
export { summaryOf } from './events.ts';
export { Gauges } from './gauges.ts';
export { createPipeline, type Pipeline } from './handle-exchange.ts';
export { pricesOf } from './prices-of.ts';
export { readBodies } from './read-bodies.ts';
export { ReasoningMemory } from './reasoning-memory.ts';
export { RecentTurns } from './recent-turns.ts';
