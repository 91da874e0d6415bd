export { Downstream } from './downstream.ts';
export { JsonList } from './json-list.ts';
export { KeepAlive, type KeptAlive } from './keep-alive.ts';
export { type Boundary, boundaryAfter, EventSplitter } from './lines.ts';
export {
  type AnswerBody,
  type DroppedEvents,
  dropping,
  type Editor,
  type RelayOptions,
  type RelayResult,
  relay,
} from './relay.ts';
export { Silences } from './silences.ts';
export { Tap } from './tap.ts';
