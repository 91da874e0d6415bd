export { DEFAULT_LIMITS, type JsonQueryLimits } from './limits.ts';
export { createJsonQueryServer } from './server.ts';
