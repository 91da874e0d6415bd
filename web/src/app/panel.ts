import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import type { Texts } from '../texts/index.ts';

/** What a panel's component is given: the parts of its path; `beside`: it is shown beside another page, and how to close it. */
export interface PanelProps {
  params: Record<string, string | undefined>;
  beside?: { onClose(): void };
}

/** A page of the dashboard. Adding one is a folder in panels/ that exports this, and a line in registry.ts. */
export interface Panel {
  id: string;
  title: Texts<string>;
  /** Of the hash, with parameters: `/session/:id`. Optional ones end in `?`. */
  path: string;
  /** The letter after `g`; null where it is reached from other panels only. */
  shortcut: string | null;
  /** Not in the navigation, though it has a key: reached from other panels and from the commands. */
  hidden?: boolean;
  icon: LucideIcon;
  load(): Promise<{ default: ComponentType<PanelProps> }>;
}

/** The address of a panel without what its path leaves open. */
export function homeOf(panel: Panel): string {
  return `#${panel.path.replace(/\/:\w+\??/g, '') || '/'}`;
}
