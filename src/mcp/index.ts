export type { Caller, OwnTool, RecordedCall, Refusal, Tool } from './port.ts';
