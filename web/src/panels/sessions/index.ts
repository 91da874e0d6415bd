import { MessagesSquare } from 'lucide-react';
import type { Panel } from '../../app/panel.ts';

export const sessions: Panel = {
  id: 'sessions',
  title: { en: 'Sessions', fr: 'Sessions' },
  path: '/sessions/:id?',
  shortcut: 's',
  icon: MessagesSquare,
  load: () => import('./Sessions.tsx'),
};
