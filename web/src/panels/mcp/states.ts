import type { McpOutcome, McpServerView, McpState } from '../../../../src/contract/mcp.ts';

export interface Sign {
  sign: string;
  tone: 'accent' | 'ok' | 'warn' | 'bad' | 'quiet';
}

/** Sign and colour of a server's state; the word is beside it. */
const STATE_SIGNS: Record<McpState, Sign> = {
  off: { sign: '–', tone: 'quiet' },
  stopped: { sign: '■', tone: 'quiet' },
  idle: { sign: '○', tone: 'quiet' },
  starting: { sign: '◐', tone: 'accent' },
  ready: { sign: '●', tone: 'ok' },
  waiting: { sign: '↻', tone: 'warn' },
  down: { sign: '✕', tone: 'bad' },
};

/** A server that nobody asked for, and that is not there, is nothing to worry about. */
export function signOf({ state, source }: Pick<McpServerView, 'state' | 'source'>): Sign {
  return state === 'down' && source === 'preset' ? { sign: '○', tone: 'quiet' } : STATE_SIGNS[state];
}

/** The same of how a call ended. */
export const OUTCOME_SIGNS: Record<McpOutcome, Sign> = {
  ok: { sign: '✓', tone: 'ok' },
  tool_error: { sign: '✕', tone: 'bad' },
  refused: { sign: '⊘', tone: 'warn' },
  protocol_error: { sign: '✕', tone: 'bad' },
  timeout: { sign: '◷', tone: 'bad' },
  unreachable: { sign: '✕', tone: 'bad' },
  cancelled: { sign: '–', tone: 'quiet' },
};
