export {
  createJsonQueryServer,
  DEFAULT_LIMITS as JSON_QUERY_LIMITS,
  type JsonQueryLimits,
  type JsonQueryOptions,
  type JsonQueryServer,
  serveJsonQuery,
} from './json-query/index.ts';
