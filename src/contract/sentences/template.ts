/** What becomes of a captured value: `~` it is translated where it can be, `!` it must be, or the template is not this one. */
export type Mark = '' | '~' | '!';

/** A sentence with places: a literal, a place, a literal, … and a literal at the end. */
export interface Template {
  /** One more than there are places. */
  literals: readonly string[];
  /** The number of each place, as it is written. */
  places: readonly number[];
  marks: readonly Mark[];
}

const PLACE = /\{(\d+)([~!]?)\}/g;

/** Reads `{1} is off: {2~}`. A brace with anything but a number in it stands for itself. */
export function parseTemplate(text: string): Template {
  const literals: string[] = [];
  const places: number[] = [];
  const marks: Mark[] = [];
  let end = 0;
  for (const found of text.matchAll(PLACE)) {
    literals.push(text.slice(end, found.index));
    places.push(Number(found[1]));
    marks.push(found[2] === '~' || found[2] === '!' ? found[2] : '');
    end = found.index + found[0].length;
  }
  literals.push(text.slice(end));
  return { literals, places, marks };
}

/** A template with a value in each of its places; a place that has none stays empty. */
export function fillTemplate({ literals, places }: Template, values: ReadonlyMap<number, string>): string {
  return literals
    .map((literal, index) => literal + (index < places.length ? (values.get(places[index] ?? 0) ?? '') : ''))
    .join('');
}
