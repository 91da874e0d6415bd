export { type Alerted, alertOf, alertsOf } from './alerts.ts';
export { type NewSessionByHand, type PinnedSession, type SessionChange, UNDO_MS } from './book.ts';
export { type ClientName, clientOf } from './client.ts';
export { createSessionDirectory, type SessionDirectory, type SessionDirectoryOptions } from './directory.ts';
export { forecastOf, shortForecast } from './forecast.ts';
export { advance, EMPTY_GAUGE, GAUGED_KINDS, type Gauge, gaugeOf } from './gauge.ts';
export type { Headers } from './headers.ts';
export { checkOwnNames, type HintSource, type SessionHint, sessionHint } from './hint.ts';
export type { ExchangeFacts, Identified } from './identified.ts';
export {
  type AgentActivity,
  mainAgent,
  parentsOf,
  placeAfter,
  TIMELINE_KINDS,
  timelineOf,
} from './timeline.ts';
