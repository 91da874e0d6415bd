import { useMemo } from 'react';
import { usePlace } from '../../app/location.ts';
import { useNow } from '../../data/use-now.ts';
import { BY, type By } from './drill.ts';
import type { SplitBy } from './queries.ts';
import { dayAt, type Range, rangeOf } from './range.ts';
import { MEASURES, type Measure } from './stack.ts';

export const SPLITS: readonly SplitBy[] = ['model', 'provider', 'client', 'project'];

/** What the address says; how often it is looked whether the day is another one, in ms. */
const DAY_CHECK_MS = 30_000;

export interface View {
  range: Range;
  q: string;
  by: By;
  split: SplitBy;
  /** Null: dollars where there are any, else tokens. */
  show: Measure | null;
}

export function useView(): View {
  const { params } = usePlace();
  const today = dayAt(useNow(DAY_CHECK_MS));
  return useMemo(() => {
    const asked = (name: string): string | null => params.get(name);
    return {
      range: rangeOf({ range: asked('range'), from: asked('from'), to: asked('to') }, today),
      q: asked('q') ?? '',
      by: BY.find((one) => one === asked('by')) ?? 'model',
      split: SPLITS.find((one) => one === asked('split')) ?? 'model',
      show: MEASURES.find((one) => one === asked('show')) ?? null,
    };
  }, [params, today]);
}
