import type { ExchangeRow } from '../../../../src/contract/row.ts';
import { type Format, useFormat, useSentence, useTexts } from '../../texts/index.ts';
import { type ComponentTexts, TEXTS } from '../texts.ts';

/** A stream that has said nothing for so long (ms) is told to be silent. */
const SILENT_MS = 5_000;

interface Said {
  sign: string;
  tone: 'running' | 'ok' | 'warn' | 'bad' | 'quiet';
  word: string;
}

/** What made the first attempt fail: its HTTP status, else its code. */
function firstFailure({ attempts }: ExchangeRow): string | null {
  const [first] = attempts;
  if (attempts.length < 2 || first === undefined) return null;
  return first.http_status === null ? (first.error?.code ?? '…') : String(first.http_status);
}

/** Sign, colour and word of where an exchange stands. `silentMs`: how long nothing of a stream has come. */
export function statusOf(row: ExchangeRow, silentMs: number, texts: ComponentTexts, format: Format): Said {
  const code = row.http_status === null ? '' : String(row.http_status);
  const failed = firstFailure(row);
  const before = failed === null ? '' : `${failed} → `;
  switch (row.status) {
    case 'running':
      if (row.timings.first_byte_ms === null)
        return { sign: failed === null ? '◌' : '↻', tone: 'running', word: before + texts.waiting };
      if (silentMs > SILENT_MS)
        return { sign: '◔', tone: 'warn', word: texts.silent(format.duration(silentMs)) };
      return { sign: '◐', tone: 'running', word: texts.streaming };
    case 'ok':
      if (failed !== null) return { sign: '↻', tone: 'warn', word: `${before}✓ ${code}` };
      return { sign: '✓', tone: 'ok', word: code || texts.statuses.ok };
    case 'error':
      return {
        sign: '✕',
        tone: 'bad',
        word: [code, row.error?.code].filter(Boolean).join(' ') || texts.statuses.error,
      };
    case 'cut':
      return { sign: '✕', tone: 'bad', word: texts.statuses.cut };
    case 'cancelled':
      return { sign: '–', tone: 'quiet', word: texts.statuses.cancelled };
    case 'interrupted':
      return { sign: '!', tone: 'warn', word: texts.statuses.interrupted };
  }
}

export function Status({ row, silentMs = 0 }: { row: ExchangeRow; silentMs?: number }) {
  const say = useSentence();
  const { sign, tone, word } = statusOf(row, silentMs, useTexts(TEXTS), useFormat());
  return (
    <span className={`status one-line ${tone}`} title={say(row.error?.message) ?? word}>
      <span className="status-sign" aria-hidden="true">
        {sign}
      </span>{' '}
      {word}
    </span>
  );
}
