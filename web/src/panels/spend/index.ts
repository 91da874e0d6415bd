import { Coins } from 'lucide-react';
import type { Panel } from '../../app/panel.ts';

export const spend: Panel = {
  id: 'spend',
  title: { en: 'Spend', fr: 'Dépenses' },
  path: '/spend',
  shortcut: 'c',
  icon: Coins,
  load: () => import('./Spend.tsx'),
};
