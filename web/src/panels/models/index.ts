import { Boxes } from 'lucide-react';
import type { Panel } from '../../app/panel.ts';

export const models: Panel = {
  id: 'models',
  title: { en: 'Models', fr: 'Modèles' },
  path: '/models/:provider?',
  shortcut: 'o',
  icon: Boxes,
  load: () => import('./ModelsPage.tsx'),
};
