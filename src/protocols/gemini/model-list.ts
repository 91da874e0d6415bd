import type { ListedModel } from '../protocol.ts';

const METHODS = ['generateContent', 'streamGenerateContent', 'countTokens'];
/** Models a page, by default and at most (ai.google.dev/api/models). */
const PAGE = 50;
const LARGEST_PAGE = 1000;

/** A model in Gemini's shape. */
export function modelEntry({ id, window }: ListedModel): unknown {
  return {
    name: `models/${id}`,
    baseModelId: id,
    displayName: id,
    ...(window === null ? {} : { inputTokenLimit: window }),
    supportedGenerationMethods: METHODS,
  };
}

/** A page of the list; a page's token is the place of its first model. */
export function modelList(models: ListedModel[], query: URLSearchParams | null): unknown {
  const wanted = Number(query?.get('pageSize') ?? PAGE);
  const size = Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, LARGEST_PAGE) : PAGE;
  const from = Number(query?.get('pageToken') ?? 0);
  const start = Number.isInteger(from) && from > 0 ? from : 0;
  const next = start + size;
  return {
    models: models.slice(start, next).map(modelEntry),
    ...(next < models.length ? { nextPageToken: String(next) } : {}),
  };
}
