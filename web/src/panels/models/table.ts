import type { ModelView } from '../../../../src/contract/api.ts';
import { exactly } from '../../components/filter/term.ts';

/** Columns that the table of models is sorted by. */
export const SORTS = [
  'id',
  'provider',
  'window',
  'input',
  'cached',
  'output',
  'vocabulary',
  'origin',
] as const;
export type Sort = (typeof SORTS)[number];

export interface Order {
  by: Sort;
  descending: boolean;
}

/** An order as it stands in the address: `input`, or `-input` for the largest first. Null: the server's own. */
export function parseOrder(text: string | null): Order | null {
  if (text === null) return null;
  const by = SORTS.find((sort) => sort === text.replace(/^-/, ''));
  return by === undefined ? null : { by, descending: text.startsWith('-') };
}

/** The next order when a column's head is pressed: up, down, and then the server's own again. */
export function nextOrder(order: Order | null, by: Sort): string | null {
  if (order?.by !== by) return by;
  return order.descending ? null : `-${by}`;
}

function sortKey(model: ModelView, by: Sort): string | number | null {
  switch (by) {
    case 'id':
      return model.id;
    case 'provider':
      return model.provider;
    case 'window':
      return model.window;
    case 'input':
      return model.prices?.input ?? null;
    case 'cached':
      return model.prices?.cache_read ?? null;
    case 'output':
      return model.prices?.output ?? null;
    case 'vocabulary':
      return model.vocabulary.name;
    case 'origin':
      return model.origin;
  }
}

/** Models in an order; what is unknown comes last in either direction, and equals keep their place. */
export function sortModels(models: readonly ModelView[], order: Order | null): readonly ModelView[] {
  if (order === null) return models;
  const sign = order.descending ? -1 : 1;
  return models.toSorted((one, other) => {
    const [a, b] = [sortKey(one, order.by), sortKey(other, order.by)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
  });
}

/** Models of a provider (null: of all) that have each word in their id, name, provider or vocabulary. */
export function filterModels(
  models: readonly ModelView[],
  text: string,
  provider: string | null,
): readonly ModelView[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter((model) => {
    if (provider !== null && model.provider !== provider) return false;
    const all = [model.id, model.display ?? '', model.provider, model.provider_model, model.vocabulary.name];
    const found = all.join(' ').toLowerCase();
    return words.every((word) => found.includes(word));
  });
}

/** The filter that finds a model's exchanges. */
export function spendFilter({ provider_model: model }: Pick<ModelView, 'provider_model'>): string {
  return exactly('model', model);
}
