import type { Sentences } from '../translate.ts';

/** Sentences made of sentences: each is taken only where a part of it is known. */
export const COMPOSITES: Sentences = {
  '{1}: {2}': '{1~} : {2!}',
  '{1}; {2}': '{1!} ; {2!}',
  '{1} ({2}): {3}': '{1} ({2}) : {3!}',
  '{1} must be {2}, not {3}': '{1} doit être {2!}, et non {3~}',
};

/** What must not stand for itself. */
export const COMPOSITES_PARTS: Sentences = {
  'must be {1}': 'doit être {1!}',
};
