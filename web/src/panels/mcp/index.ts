import { Plug } from 'lucide-react';
import type { Panel } from '../../app/panel.ts';

export const mcp: Panel = {
  id: 'mcp',
  title: { en: 'MCP', fr: 'MCP' },
  path: '/mcp/:server?',
  shortcut: 'm',
  icon: Plug,
  load: () => import('./Mcp.tsx'),
};
