import { Gauge } from 'lucide-react';
import type { Panel } from '../../app/panel.ts';

export const now: Panel = {
  id: 'now',
  title: { en: 'Now', fr: 'Maintenant' },
  path: '/',
  shortcut: 'n',
  icon: Gauge,
  load: () => import('./Now.tsx'),
};
