import type { PanelProps } from '../../app/panel.ts';
import { ExchangeView } from './ExchangeView.tsx';
import { useOwnPlaces } from './places.ts';

/** An exchange: what was said, and why it cost this. On its own page, or beside another. */
export default function Exchange({ params, beside }: PanelProps) {
  const { id = '' } = params;
  useOwnPlaces(id);
  return beside === undefined ? (
    <ExchangeView key={id} id={id} />
  ) : (
    <ExchangeView key={id} id={id} beside onClose={beside.onClose} />
  );
}
