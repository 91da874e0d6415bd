import { Settings2 } from 'lucide-react';
import type { Panel } from '../../app/panel.ts';

export const settings: Panel = {
  id: 'settings',
  title: { en: 'Settings', fr: 'Réglages' },
  path: '/settings',
  shortcut: 't',
  icon: Settings2,
  load: () => import('./SettingsPage.tsx'),
};
