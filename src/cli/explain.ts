import type { Config } from '../config/index.ts';
import { type Cli, CliError } from './cli.ts';
import { errorCode, reasonOf } from './messages/index.ts';

/** Why the program did not start, as one sentence that says what to do. Keeps the error as the cause. */
export function explainStart(cli: Cli, config: Config, error: unknown): CliError {
  return error instanceof CliError ? error : new CliError(sentence(cli, config, error), 1, { cause: error });
}

function sentence({ messages }: Cli, { server, dataDir }: Config, error: unknown): string {
  const system = systemError(error);
  const isListening = system !== null && 'syscall' in system && system.syscall === 'listen';
  switch (errorCode(system)) {
    case 'EADDRINUSE':
      return messages.start.portTaken(server.port, server.host);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return messages.start.hostUnknown(server.host);
    case 'EACCES':
    case 'EPERM':
      if (isListening) return messages.start.portForbidden(server.port);
      return messages.start.dataUnwritable(dataDir, reasonOf(messages, system));
    case 'EROFS':
    case 'ENOSPC':
    case 'ENOTDIR':
      return messages.start.dataUnwritable(dataDir, reasonOf(messages, system));
    case 'newer':
      return messages.start.databaseNewer(dataDir);
    case 'bad_proxy':
      return messages.start.proxyUnusable((system as Error & { variable: string }).variable);
    default:
      return messages.sentence(oneLine(error));
  }
}

/** Codes of the program's own errors. */
const OURS = new Set(['newer', 'bad_proxy']);

/** The error itself, or the cause that it wraps, where that is one with a code that we know how to say. */
function systemError(error: unknown): Error | null {
  for (let found = error; found instanceof Error; found = found.cause) {
    const code = errorCode(found);
    if (code !== null && (/^E[A-Z]+$/.test(code) || OURS.has(code))) return found;
  }
  return null;
}

/** An error's message without line breaks and without its stack. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s*\n\s*/g, ' ').trim();
}
