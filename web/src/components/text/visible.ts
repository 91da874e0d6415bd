/** A stretch of text: as it is, or one character that would not be seen, with what stands for it. */
export interface Run {
  text: string;
  /** `RLO`, for example, and `U+202E`; null for what is seen anyway. */
  mark: { label: string; code: string } | null;
}

/** Abbreviations of the Unicode standard (NameAliases.txt, and the names in UAX #9). */
const LABELS = new Map<number, string>([
  [0x00ad, 'SHY'],
  [0x034f, 'CGJ'],
  [0x061c, 'ALM'],
  [0x115f, 'HCF'],
  [0x1160, 'HJF'],
  [0x180e, 'MVS'],
  [0x200b, 'ZWSP'],
  [0x200c, 'ZWNJ'],
  [0x200d, 'ZWJ'],
  [0x200e, 'LRM'],
  [0x200f, 'RLM'],
  [0x2028, 'LS'],
  [0x2029, 'PS'],
  [0x202a, 'LRE'],
  [0x202b, 'RLE'],
  [0x202c, 'PDF'],
  [0x202d, 'LRO'],
  [0x202e, 'RLO'],
  [0x2060, 'WJ'],
  [0x2066, 'LRI'],
  [0x2067, 'RLI'],
  [0x2068, 'FSI'],
  [0x2069, 'PDI'],
  [0x3164, 'HF'],
  [0xfeff, 'BOM'],
  [0xffa0, 'HWHF'],
]);
const ESC = 0x1b;
const TAGS = { first: 0xe0020, last: 0xe007e, offset: 0xe0000 };

/** Controls but tab and line ends; what turns the direction of text; what has no width; tags; selectors of variants but those of emoji. */
const CLASS =
  '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u180e' +
  '\\u200b\\u200c\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0d\\ufeff\\uffa0\\ufff9-\\ufffb' +
  '\\u{e0000}-\\u{e01ef}';
/** A joiner between two pictures makes one of them, which is seen; anywhere else it is not. */
const JOINER =
  '(?<!\\p{Extended_Pictographic}[\\ufe0f\\u{1f3fb}-\\u{1f3ff}]?)\\u200d|\\u200d(?!\\p{Extended_Pictographic})';
const UNSEEN = new RegExp(`[${CLASS}]|${JOINER}`, 'gu');
/** What may make a text read as another than it is: never needed in what a person writes. */
const DECEIVING = /[\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e01ef}]/gu;

function markOf(character: string): { label: string; code: string } {
  const point = character.codePointAt(0) ?? 0;
  const hex = point.toString(16).toUpperCase().padStart(4, '0');
  const isTag = point >= TAGS.first && point <= TAGS.last;
  const label = isTag
    ? `tag ${String.fromCodePoint(point - TAGS.offset)}`
    : point === ESC
      ? 'ESC'
      : (LABELS.get(point) ?? hex);
  return { label, code: `U+${hex}` };
}

/** A text with its unseen characters apart, so that a page can show marks in their place. */
export function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (const { 0: character, index } of text.matchAll(UNSEEN)) {
    if (index > from) runs.push({ text: text.slice(from, index), mark: null });
    runs.push({ text: character, mark: markOf(character) });
    from = index + character.length;
  }
  if (from < text.length) runs.push({ text: text.slice(from), mark: null });
  return runs;
}

/** A text in which unseen characters are spelt out, for where nothing but text can stand. */
export function spelledOut(text: string): string {
  return runsOf(text)
    .map(({ text: part, mark }) => (mark === null ? part : `[${mark.label}]`))
    .join('');
}

/** How many characters of a text turn its direction, or are there only to be read by machines. */
export function countDeceiving(text: string): number {
  return text.match(DECEIVING)?.length ?? 0;
}
