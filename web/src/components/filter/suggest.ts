import { FILTER_FIELDS, type FilterField } from '../../../../src/contract/filter/index.ts';
import { written } from './term.ts';

/** What could stand in the place of the word that is being written. */
export interface Suggestion {
  /** As it is shown. */
  label: string;
  /** What the whole text becomes, and where the caret goes. */
  text: string;
  caret: number;
  field: FilterField | null;
}

/** Values of fields that only the record knows: models, clients, … */
export type KnownValues = Partial<Record<FilterField['name'], readonly string[]>>;

const MOST = 12;

/** Where the word begins that ends at the caret: after the last space that is not between quotes. */
function wordStart(text: string, caret: number): number {
  let start = 0;
  let open = false;
  for (let at = 0; at < caret; at++) {
    if (text[at] === '\\' && open) at++;
    else if (text[at] === '"') open = !open;
    else if (!open && /\s/.test(text.charAt(at))) start = at + 1;
  }
  return start;
}

/** Names of fields, or values of one, for what is written before the caret. */
export function suggest(text: string, caret: number, known: KnownValues = {}): Suggestion[] {
  const start = wordStart(text, caret);
  const word = text.slice(start, caret);
  const sign = word.startsWith('-') ? '-' : '';
  const colon = word.indexOf(':');
  const replace = (from: number, put: string): Pick<Suggestion, 'text' | 'caret'> => ({
    text: text.slice(0, from) + put + text.slice(caret),
    caret: from + put.length,
  });
  if (colon < 0) {
    const begun = word.slice(sign.length).toLowerCase();
    return FILTER_FIELDS.filter(({ name }) => name.startsWith(begun) && name !== begun)
      .slice(0, MOST)
      .map((field) => ({ label: `${field.name}:`, ...replace(start, `${sign}${field.name}:`), field }));
  }
  const name = word.slice(sign.length, colon).toLowerCase();
  const field = FILTER_FIELDS.find((one) => one.name === name);
  if (field === undefined) return [];
  const valueFrom = start + Math.max(colon, word.lastIndexOf(',')) + 1;
  const [, equals = '', open = ''] = /^(=?)("?)/.exec(text.slice(valueFrom, caret)) ?? [];
  const begun = text.slice(valueFrom + equals.length + open.length, caret).toLowerCase();
  const values = [...(known[field.name] ?? []), ...field.values];
  return [...new Set(values)]
    .filter((value) => value.toLowerCase().includes(begun) && value.toLowerCase() !== begun)
    .slice(0, MOST)
    .map((value) => ({ label: value, ...replace(valueFrom, `${equals}${written(value)} `), field }));
}
