import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTranslate, FRENCH } from '../../../src/contract/sentences/index.ts';
import { fillTemplate, parseTemplate } from '../../../src/contract/sentences/template.ts';

const french = createTranslate(FRENCH);
const of = (sentences: Record<string, string>, parts: Record<string, string> = {}) =>
  createTranslate({ sentences, parts });

describe('translating by templates', () => {
  it('puts values over as they are, in the order of the other language', () => {
    const translate = of({ '{1} answered {2}': '{2} : réponse de {1}' });
    expect(translate('kimi answered 429')).toBe('429 : réponse de kimi');
    expect(translate('kimi answers 429')).toBeNull();
    expect(translate('')).toBeNull();
  });

  it('takes the template that accounts for most of the sentence', () => {
    const translate = of({
      '{1} answered {2}': '{1} a répondu {2}',
      '{1}; retry {2} of {3}': '{1!} ; essai {2} sur {3}',
      '{1} answered {2}: {3}': '{1} a répondu {2} : {3}',
    });
    expect(translate('a answered 429; retry 1 of 2')).toBe('a a répondu 429 ; essai 1 sur 2');
    expect(translate('a answered 400: bad: {}')).toBe('a a répondu 400 : bad: {}');
  });

  it('translates what is marked, and takes a sentence that must be one for nothing else', () => {
    const translate = of(
      { '{1}: {2}': '{1} : {2!}', 'x is off: {1}': 'x est inactif : {1~}' },
      { 'is required': 'est requis' },
    );
    expect(translate('model: is required')).toBe('model : est requis');
    expect(translate('model: is blue')).toBeNull();
    expect(translate('a: b: is required')).toBe('a : b : est requis');
    expect(translate('x is off: is required')).toBe('x est inactif : est requis');
    expect(translate('x is off: is blue')).toBe('x est inactif : is blue');
  });

  it('knows parts of sentences within sentences only', () => {
    const translate = of({ 'refused: {1}': 'refusé : {1~}' }, { '{1} in {2}': '{1} dans {2}' });
    expect(translate('a bird in the hand')).toBeNull();
    expect(translate('refused: a in b')).toBe('refusé : a dans b');
  });

  it('leaves the place in a file as it is', () => {
    expect(french('config.toml:12: providers.x must be a text, not a number')).toBe(
      'config.toml:12: providers.x doit être un texte, et non un nombre',
    );
  });

  it('leaves long and unknown texts alone', () => {
    expect(french(`The provider ${'x'.repeat(4_000)} is off: y`)).toBeNull();
    expect(french('Please try again in 20s. Visit https://example.com.')).toBeNull();
  });

  it('takes each sentence for itself, and for no other', () => {
    const [inner, told] = ['not asked again', 'pas redemandé'];
    const mistaken = Object.entries(FRENCH.sentences).flatMap(([english, other]) => {
      const from = parseTemplate(english);
      const to = parseTemplate(other);
      const must = (place: number): boolean => to.marks[to.places.indexOf(place)] === '!';
      const holding = (sentence: string) =>
        new Map(from.places.map((place) => [place, must(place) ? sentence : `Zq${place}`]));
      const said = french(fillTemplate(from, holding(inner)));
      return said === fillTemplate(to, holding(told)) ? [] : [[english, said]];
    });
    expect(mistaken).toEqual([]);
  });

  it('gives up soon on texts that are made to be slow', () => {
    const before = process.cpuUsage();
    for (const piece of [': ', '; ', 'a: ', ' (x): ', 'it answered ; retry of ', '. ', ' was left out: '])
      french(piece.repeat(4_000).slice(0, 4_000));
    const { user } = process.cpuUsage(before);
    // Some milliseconds each; a search that is not bounded would never end.
    expect(user).toBeLessThan(5_000_000);
  });
});

describe('a value in a sentence', () => {
  const plain = Object.entries({ ...FRENCH.sentences })
    .map(([english, other]) => ({ english: parseTemplate(english), french: parseTemplate(other) }))
    .filter(
      ({ english, french: { marks } }) =>
        english.places.length > 0 &&
        marks.every((mark) => mark === '') &&
        new Set(english.places).size === english.places.length,
    );
  // Separators of these templates are left out: what they mean within a value is another matter.
  const hostile = fc
    .string({
      unit: fc.constantFrom(...'Zqé0{}$1~!<>&"\\\u202e\u0000\u{1f600}%'),
      minLength: 1,
      maxLength: 12,
    })
    .filter((text) => text.trim() === text);

  it('comes back unharmed, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...plain),
        fc.array(hostile, { minLength: 9, maxLength: 9 }),
        (one, values) => {
          const filled = new Map(one.english.places.map((place) => [place, values[place - 1] ?? '']));
          const sentence = fillTemplate(one.english, filled);
          expect(french(sentence)).toBe(fillTemplate(one.french, filled));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
