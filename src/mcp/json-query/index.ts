export { DEFAULT_LIMITS, type JsonQueryLimits } from './limits.ts';
export { createJsonQueryServer, type JsonQueryOptions, type JsonQueryServer } from './server.ts';
