import { TokenType } from '@streamparser/json';
import { lostDigits } from './digits.ts';
import { BadJson, type JsonEvents, type Scalar } from './events.ts';
import { quoted } from './failure.ts';

export interface GrammarOptions {
  /** JSON Lines: one value a line, told as a list of them. */
  lines: boolean;
  maxDepth: number;
}

/** What may come next. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | 'comma or end' | 'nothing';

const NAMES: Record<Expected, string> = {
  value: 'a value',
  'value or ]': 'a value or "]"',
  key: 'a key in double quotes',
  'key or }': 'a key in double quotes or "}"',
  ':': '":"',
  'comma or end': '"," or the end of the list or object',
  nothing: 'the end of the file (for one value a line, name the file .jsonl)',
};

const SHOWN_CHARS = 40;

/** Checks that tokens make JSON (RFC 8259) and tells what they mean. Throws {@link BadJson}. */
export function createGrammar(events: JsonEvents, { lines, maxDepth }: GrammarOptions) {
  const arrays: boolean[] = [];
  let expected: Expected = 'value';
  let line = 0;

  function wrong(at: number, found: string): BadJson {
    const name = expected === 'nothing' && lines ? 'the end of the line' : NAMES[expected];
    return new BadJson(at, `found ${found} where ${name} should be`);
  }
  function afterValue(): void {
    expected = arrays.length > 0 ? 'comma or end' : 'nothing';
  }
  function mayBeValue(at: number, found: string): void {
    if (expected !== 'value' && expected !== 'value or ]') throw wrong(at, found);
  }
  function enter(array: boolean, at: number): void {
    mayBeValue(at, array ? '"["' : '"{"');
    if (arrays.length >= maxDepth)
      throw new BadJson(at, `more than ${maxDepth} lists and objects stand one in the other`);
    arrays.push(array);
    expected = array ? 'value or ]' : 'key or }';
    events.enter(array, at);
  }
  function leave(array: boolean, at: number): void {
    const ends = expected === 'comma or end' || expected === (array ? 'value or ]' : 'key or }');
    if (!ends || arrays.at(-1) !== array) throw wrong(at, array ? '"]"' : '"}"');
    arrays.pop();
    afterValue();
    events.leave(at);
  }
  function scalar(value: Scalar, digits: string | null, at: number, shown: string): void {
    mayBeValue(at, shown);
    afterValue();
    events.scalar(value, digits, at);
  }
  function string(value: string, at: number): void {
    if (expected === 'key' || expected === 'key or }') {
      expected = ':';
      events.key(value, at);
    } else scalar(value, null, at, quoted(value.slice(0, SHOWN_CHARS)));
  }
  function colon(at: number): void {
    if (expected !== ':') throw wrong(at, '":"');
    expected = 'value';
  }
  function comma(at: number): void {
    if (expected !== 'comma or end') throw wrong(at, '","');
    expected = arrays.at(-1) === true ? 'value' : 'key';
  }
  function lineEnd(at: number): void {
    line++;
    if (arrays.length > 0)
      throw new BadJson(at, `line ${line} ends within a value; a JSON Lines file has one whole value a line`);
    expected = 'value';
  }

  return {
    /** `numberText`: of a number, as it is written. */
    token(kind: TokenType, content: unknown, at: number, numberText: string): void {
      if (kind === TokenType.STRING) string(content as string, at);
      else if (kind === TokenType.COLON) colon(at);
      else if (kind === TokenType.COMMA) comma(at);
      else if (kind === TokenType.LEFT_BRACE || kind === TokenType.LEFT_BRACKET)
        enter(kind === TokenType.LEFT_BRACKET, at);
      else if (kind === TokenType.RIGHT_BRACE || kind === TokenType.RIGHT_BRACKET)
        leave(kind === TokenType.RIGHT_BRACKET, at);
      else if (kind === TokenType.NUMBER)
        scalar(
          content as number,
          lostDigits(numberText, content as number),
          at,
          numberText.slice(0, SHOWN_CHARS),
        );
      else if (kind === TokenType.SEPARATOR) lineEnd(at);
      else scalar(content as boolean | null, null, at, String(content));
    },
    /** The text ends, at a byte. */
    end(at: number): void {
      if (arrays.length === 0 && (expected === 'nothing' || lines)) return;
      throw new BadJson(
        at,
        at === 0 ? 'the file is empty' : `the file ends where ${NAMES[expected]} should be`,
      );
    },
  };
}
