export type { NewSessionByHand, PinnedSession, SessionChange } from './book.ts';
export { type ClientName, clientOf } from './client.ts';
export { createSessionDirectory, type SessionDirectory, type SessionDirectoryOptions } from './directory.ts';
export type { Headers } from './headers.ts';
export { type HintSource, type SessionHint, sessionHint } from './hint.ts';
export type { ExchangeFacts, Identified } from './identify.ts';
