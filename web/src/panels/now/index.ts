import { Gauge } from 'lucide-react';
import type { Panel } from '../../app/panel.ts';
import Now from './Now.tsx';

export const now: Panel = {
  id: 'now',
  title: { en: 'Now', fr: 'Maintenant' },
  path: '/',
  shortcut: 'n',
  icon: Gauge,
  // It is what opens first: it comes with the frame, and not after it.
  load: async () => ({ default: Now }),
};
