import { type ComponentType, type LazyExoticComponent, lazy, Suspense } from 'react';
import { matchRoute, useRouter } from 'wouter';
import { useLanguage, useTexts } from '../texts/index.ts';
import { Boundary } from './Boundary.tsx';
import { usePlace } from './location.ts';
import type { Panel, PanelProps } from './panel.ts';
import { PANELS } from './registry.ts';
import { TEXTS } from './texts.ts';

const parts = new Map<string, LazyExoticComponent<ComponentType<PanelProps>>>();

function partOf(panel: Panel): LazyExoticComponent<ComponentType<PanelProps>> {
  let part = parts.get(panel.id);
  if (part === undefined) {
    part = lazy(panel.load);
    parts.set(panel.id, part);
  }
  return part;
}

/** The panel of a path, and the parts of the path; null where there is none. */
export function usePanel(): { panel: Panel; params: PanelProps['params'] } | null {
  const { parser } = useRouter();
  const { path } = usePlace();
  for (const panel of PANELS) {
    const [matches, params] = matchRoute(parser, panel.path, path);
    if (matches) return { panel, params };
  }
  return null;
}

function Loading({ panel }: { panel: Panel }) {
  return (
    <>
      <h1 className="visually-hidden">{panel.title[useLanguage()]}</h1>
      <p className="quiet page-loading">{useTexts(TEXTS).loading}</p>
    </>
  );
}

/** A panel, loaded when it is first shown. */
export function PanelView({ panel, ...props }: { panel: Panel } & PanelProps) {
  const Part = partOf(panel);
  return (
    <Boundary key={panel.id}>
      <Suspense fallback={<Loading panel={panel} />}>
        <Part {...props} />
      </Suspense>
    </Boundary>
  );
}

export function NotFound() {
  const texts = useTexts(TEXTS);
  return (
    <section className="panel stack">
      <h1>{texts.notFound}</h1>
      <p>{texts.notFoundLead}</p>
      <p>
        <a className="button" href="#/">
          {texts.toNow}
        </a>
      </p>
    </section>
  );
}
