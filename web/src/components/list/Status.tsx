import type { ExchangeRow } from '../../../../src/contract/row.ts';
import { useTexts } from '../../texts/index.ts';
import { type ComponentTexts, TEXTS } from '../texts.ts';

interface Said {
  sign: string;
  tone: 'accent' | 'ok' | 'warn' | 'bad' | 'quiet';
  word: string;
}

/** Sign, colour and word of where an exchange stands. */
export function statusOf(row: ExchangeRow, texts: ComponentTexts): Said {
  const code = row.http_status === null ? '' : String(row.http_status);
  switch (row.status) {
    case 'running':
      return row.timings.first_byte_ms === null
        ? { sign: '◌', tone: 'accent', word: texts.waiting }
        : { sign: '◐', tone: 'accent', word: texts.streaming };
    case 'ok':
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

export function Status({ row }: { row: ExchangeRow }) {
  const { sign, tone, word } = statusOf(row, useTexts(TEXTS));
  return (
    <span
      className={`status one-line ${tone === 'accent' ? 'running' : tone}`}
      title={row.error?.message ?? word}
    >
      <span className="status-sign" aria-hidden="true">
        {sign}
      </span>{' '}
      {word}
    </span>
  );
}
