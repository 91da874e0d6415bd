import { describe, expect, it } from 'vitest';
import { countDeceiving, runsOf } from '../../../../web/src/components/text/visible.ts';

const shown = (text: string): string =>
  runsOf(text)
    .map(({ text: part, mark }) => (mark === null ? part : `[${mark.label}]`))
    .join('');

describe('characters that nobody sees', () => {
  it('are marks: what turns the direction, what has no width, controls', () => {
    expect(shown('read\u202egnp.exe')).toBe('read[RLO]gnp.exe');
    expect(shown('a\u200bb\ufeffc\u2066d\u2069')).toBe('a[ZWSP]b[BOM]c[LRI]d[PDI]');
    expect(shown('\u001b[31mred\u0000')).toBe('[ESC][31mred[0000]');
  });

  it('spell out letters that only machines read', () => {
    const hidden = [...'hi'].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');
    expect(shown(`ok${hidden}`)).toBe('ok[tag h][tag i]');
    expect(countDeceiving(`ok${hidden}`)).toBe(2);
  });

  it('leave alone what people write: tabs, lines, other scripts, pictures made of several', () => {
    for (const text of ['a\tb\nc\r\n', 'مرحبا', '日本語', '👩‍💻 ❤️', '👩🏽‍🚀'])
      expect(runsOf(text)).toEqual([{ text, mark: null }]);
    expect(shown('paren\u200dthesis')).toBe('paren[ZWJ]thesis');
  });

  it('have their number as a name, and lose nothing of the text', () => {
    const text = 'x\u202ey\u{e0041}z';
    expect(
      runsOf(text)
        .map(({ text: part }) => part)
        .join(''),
    ).toBe(text);
    expect(runsOf(text)[1]?.mark).toEqual({ label: 'RLO', code: 'U+202E' });
    expect(runsOf('')).toEqual([]);
  });

  it('count as deceiving only where no writing needs them', () => {
    expect(countDeceiving('می\u200cخواهم 👩‍💻 a\u200eb')).toBe(0);
    expect(countDeceiving('\u202eabc\u202c')).toBe(2);
  });
});
