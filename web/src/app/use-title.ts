import { useEffect } from 'react';
import { currentMetric, useWorld } from '../data/live/index.ts';
import { useFormat, useLanguage, useTexts } from '../texts/index.ts';
import { favicon } from './favicon.ts';
import type { Panel } from './panel.ts';
import { TEXTS } from './texts.ts';

/** The tab says how full the window is, and of which session: `76% · Fix the parser`. */
export function useTitle(panel: Panel | null): void {
  const language = useLanguage();
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const use = useWorld((world) => currentMetric(world)?.context_use ?? null);
  const name = useWorld(({ session }) => session?.name ?? null);
  const thresholds = useWorld((world) => world.thresholds);
  useEffect(() => {
    const page = panel === null ? texts.notFound : panel.title[language];
    const parts = panel?.id === 'now' && name !== null ? [name] : [page, texts.product];
    document.title = [...(use === null ? [] : [format.percent(use)]), ...parts].join(' · ');
  }, [panel, language, texts, format, use, name]);
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (link !== null) link.href = favicon(use, thresholds);
  }, [use, thresholds]);
}
