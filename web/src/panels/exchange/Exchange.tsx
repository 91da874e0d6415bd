import type { PanelProps } from '../../app/panel.ts';
import { ExchangeView } from './ExchangeView.tsx';

/** An exchange: what was said, and why it cost this. On its own page, or beside another. */
export default function Exchange({ params, beside }: PanelProps) {
  const { id = '' } = params;
  return beside === undefined ? (
    <ExchangeView key={id} id={id} />
  ) : (
    <ExchangeView key={id} id={id} beside onClose={beside.onClose} />
  );
}
