export type { Program, StartProgram } from './program.ts';
export { type CliOptions, runCli } from './run.ts';
