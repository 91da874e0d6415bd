import { PlugZap } from 'lucide-react';
import type { Panel } from '../../app/panel.ts';

export const connect: Panel = {
  id: 'connect',
  title: { en: 'Connect a tool', fr: 'Connecter un outil' },
  path: '/connect',
  shortcut: 'a',
  hidden: true,
  icon: PlugZap,
  load: () => import('./ConnectPage.tsx'),
};
