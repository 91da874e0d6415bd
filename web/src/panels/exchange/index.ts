import { MessagesSquare } from 'lucide-react';
import type { Panel } from '../../app/panel.ts';

export const exchange: Panel = {
  id: 'exchange',
  title: { en: 'Exchange', fr: 'Échange' },
  path: '/exchange/:id',
  shortcut: null,
  icon: MessagesSquare,
  load: () => import('./Exchange.tsx'),
};
