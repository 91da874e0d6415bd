import type { ListedModel } from '../protocol.ts';

/** When a list was made has no meaning for a proxy; clients want a number. */
const CREATED = 0;

/** A model in OpenAI's shape, with its window under the names that clients look for. */
export function modelEntry({ id, provider, window }: ListedModel): unknown {
  return {
    id,
    object: 'model',
    created: CREATED,
    owned_by: provider,
    ...(window === null ? {} : { context_length: window, max_model_len: window }),
  };
}

/** The list of models in OpenAI's shape: it has no pages. */
export function modelList(models: ListedModel[]): unknown {
  return { object: 'list', data: models.map(modelEntry) };
}
