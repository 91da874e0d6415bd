import type { ListedModel } from '../protocol.ts';

/** Lists are made at once, and so without a date: clients want one. */
const CREATED = '1970-01-01T00:00:00Z';
/** Models a page, by default and at most (platform.claude.com/docs/en/api/models-list). */
const PAGE = 20;
const LARGEST_PAGE = 1000;

/** A model in Anthropic's shape. */
export function modelEntry({ id, window }: ListedModel): unknown {
  return {
    type: 'model',
    id,
    display_name: id,
    created_at: CREATED,
    ...(window === null ? {} : { max_input_tokens: window }),
  };
}

function pageSize(query: URLSearchParams | null): number {
  const limit = Number(query?.get('limit') ?? PAGE);
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, LARGEST_PAGE) : PAGE;
}

/** A page of the list: `limit` models, after or before one. */
export function modelList(models: ListedModel[], query: URLSearchParams | null): unknown {
  const size = pageSize(query);
  const at = (name: string): number => models.findIndex((model) => model.id === query?.get(name));
  const after = at('after_id');
  const before = at('before_id');
  const end = before >= 0 ? before : models.length;
  const start = before >= 0 ? Math.max(0, before - size) : after + 1;
  const page = models.slice(start, Math.min(end, start + size));
  return {
    data: page.map(modelEntry),
    has_more: before >= 0 ? start > 0 : start + size < models.length,
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
  };
}
