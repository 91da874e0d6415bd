import { describe, expect, it } from 'vitest';
import { frenchTexts, withFrenchSpaces } from '../../../web/src/texts/french.ts';

describe('French', () => {
  it.each([
    ['Copie impossible : copiez', 'Copie impossible\u00a0: copiez'],
    ['Pourquoi ?', 'Pourquoi\u202f?'],
    ['75 % de la fenêtre ; le reste', '75\u202f% de la fenêtre\u202f; le reste'],
    ['le mot « outil » et', 'le mot «\u00a0outil\u00a0» et'],
    ['compté, ± 2', 'compté, ±\u00a02'],
    ['aucune :', 'aucune\u00a0:'],
  ])('never ends a line before a double sign, or within quotation marks: %s', (given, expected) => {
    expect(withFrenchSpaces(given)).toBe(expected);
  });

  it.each(['http://127.0.0.1:8000/v1', 'a :b', 'status:error cost:>0.1', 'grep ?x'])(
    'leaves what is to be typed as it is: %s',
    (given) => {
      expect(withFrenchSpaces(given)).toBe(given);
    },
  );

  it('is all of a tree of texts: lists, functions, and what they give', () => {
    const texts = { a: ['un !'], b: (n: string) => `${n} ?`, c: { d: (n: string) => ({ e: `${n} ;` }) } };
    const french = frenchTexts(texts);
    expect([french.a, french.b('1'), french.c.d('2')]).toEqual([
      ['un\u202f!'],
      '1\u202f?',
      { e: '2\u202f;' },
    ]);
    expect(frenchTexts(texts)).toBe(french);
  });
});
