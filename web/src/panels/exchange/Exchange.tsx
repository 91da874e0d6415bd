import type { PanelProps } from '../../app/panel.ts';
import { ExchangeView } from './ExchangeView.tsx';

/** An exchange on its own page: what was said, and why it cost this. */
export default function Exchange({ params }: PanelProps) {
  return <ExchangeView key={params.id} id={params.id ?? ''} />;
}
