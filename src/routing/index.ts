export { createBreakers } from './breakers.ts';
export type { ListedModels } from './catalog.ts';
export { closestNames, editDistance } from './closest.ts';
export { type ChosenModel, createChosenModel, type DefaultModel } from './default-model.ts';
export { createModelLists, type FetchList } from './model-lists.ts';
export { type Failure, planNext, type Situation, type TimeoutPhase } from './plan.ts';
export type { BreakerState, Breakers, ModelEntry, Route, RouteRequest, Router, Target } from './port.ts';
export { isRetryable, LONGEST_WAIT_MS, readRetryAfter, retryDelay } from './retry.ts';
export { createRouter } from './router.ts';
