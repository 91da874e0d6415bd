import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMPOSITES } from '../../../src/contract/sentences/fr/composites.ts';
import { FRENCH } from '../../../src/contract/sentences/index.ts';
import { parseTemplate } from '../../../src/contract/sentences/template.ts';
import { BY_HAND, NOT_SHOWN, OF_ZOD } from '../../support/sentences/by-hand.ts';
import { gather } from '../../support/sentences/gather.ts';
import { literalsIn } from '../../support/sentences/literals.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const catalogue = new Map([...Object.entries(FRENCH.sentences), ...Object.entries(FRENCH.parts)]);
/** Composed where several sentences meet: no line of the source writes them out. */
const COMPOSED = new Set([...Object.keys(COMPOSITES), '{1} must be {2}', 'must be {1}']);
const byHand = Object.values(BY_HAND).flat();
const gathered = gather(ROOT);

describe('the French catalogue', () => {
  it('has every sentence that the program gives to what people read', () => {
    const missing = [...gathered.sentences].filter(([template]) => !catalogue.has(template));
    const unsaid = [...byHand, ...OF_ZOD].filter((template) => !catalogue.has(template));
    expect([...missing, ...unsaid]).toEqual([]);
    expect(gathered.sentences.size).toBeGreaterThan(800);
  });

  it('leaves no stretch of words out of account', () => {
    const known = [...gathered.sentences.keys(), ...byHand].flatMap((template) =>
      parseTemplate(template).literals.map((literal) => literal),
    );
    const all = known.join('\n');
    const isKnown = ({ file, text }: { file: string; text: string }): boolean => {
      const quiet = NOT_SHOWN[file];
      if (quiet === 'all' || quiet?.includes(text) === true) return true;
      return all.includes(text.replace(/^must be /, '').trim());
    };
    expect(literalsIn(ROOT).filter((literal) => !isKnown(literal))).toEqual([]);
  });

  it('has nothing that the program does not say', () => {
    const said = new Set([...gathered.sentences.keys(), ...byHand, ...OF_ZOD, ...COMPOSED]);
    expect([...catalogue.keys()].filter((template) => !said.has(template))).toEqual([]);
  });

  it('is written by hand only for what still stands in the source', () => {
    const gone = Object.entries(BY_HAND).flatMap(([file, templates]) => {
      const source = readFileSync(path.join(ROOT, file), 'utf8');
      return templates.flatMap((template) =>
        parseTemplate(template).literals.filter((literal) => {
          const words = literal.replace(/[\s:.]+$/, '').trim();
          return words.length > 2 && !source.includes(words);
        }),
      );
    });
    expect(gone).toEqual([]);
  });

  it('has in each French template the places of its English one, and each once at least', () => {
    const placesOf = (template: string): string =>
      [...new Set(parseTemplate(template).places)].sort((a, b) => a - b).join();
    const different = [...catalogue].filter(([english, french]) => placesOf(english) !== placesOf(french));
    expect(different).toEqual([]);
  });

  it('translates within a sentence whatever may itself be one', () => {
    const plain = [...gathered.nested].flatMap(([template, nested]) => {
      const { places, marks } = parseTemplate(catalogue.get(template) ?? '');
      return [...nested.keys()]
        .filter((place) => (marks[places.indexOf(place)] ?? '') === '')
        .map(
          (place) => `{${place}} of ${template}: ${[...(nested.get(place) ?? [])].slice(0, 3).join(' | ')}`,
        );
    });
    expect(plain).toEqual([]);
  });

  it('tells every two templates apart', () => {
    const names = Object.keys(FRENCH.sentences).filter((template) => Object.hasOwn(FRENCH.parts, template));
    const shapes = [...catalogue.keys()].map((template) => parseTemplate(template).literals.join('\0'));
    expect(names).toEqual([]);
    expect(shapes.filter((shape, index) => shapes.indexOf(shape) !== index)).toEqual([]);
  });

  it('is French: nothing is a copy of the English but what has no words', () => {
    const same = [...catalogue].filter(([english, french]) => english === french.replace(/[~!](?=\})/g, ''));
    expect(same.map(([english]) => english)).toEqual(['temperature {1}', 'effort {1}']);
  });
});
