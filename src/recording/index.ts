export type { BacklogLimits } from './backlog.ts';
export { toStored, toView } from './mappers.ts';
export { createRecorder, type Recorder, type RecorderOptions, type TroubleCode } from './recorder.ts';
