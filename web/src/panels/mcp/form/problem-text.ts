import type { Format } from '../../../texts/index.ts';
import type { Problem } from './arguments.ts';
import type { FormTexts } from './texts.ts';

/** What is wrong with a field, in words, with the place in it where there is one. */
export function problemText({ code, bound, at }: Problem, texts: FormTexts, format: Format): string {
  const said = texts.problems[code](bound === null ? '' : String(bound));
  if (at === null) return said;
  return `${said}: ${texts.position(format.count(at.line), format.count(at.column))}`;
}
