import type { ExchangeRow } from '../../../../../src/contract/row.ts';
import type { RawTexts } from './texts.ts';

/** Why something of an exchange is not kept: it has not ended, or did so unseen; else as `otherwise` says. */
export function notKept({ status }: ExchangeRow, texts: RawTexts, otherwise: string): string {
  if (status === 'running') return texts.running;
  return status === 'interrupted' ? texts.interrupted : otherwise;
}
