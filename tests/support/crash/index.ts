export { createRandom, type Random } from './random.ts';
export { type CrashOptions, type CrashReport, crash } from './run.ts';
