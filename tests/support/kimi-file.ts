/** Ranks of Kimi K2's own `tiktoken.model`, which its golden texts are counted by. */
const GOLDEN: [rank: number, token: string, ...parts: string[]][] = [
  [19180, 'Hello', 'He', 'll', 'Hell'],
  [2695, ' world', ' w', 'or', ' wor', 'ld'],
  [33845, '你好'],
  [2243, '世界'],
  [6694, '123', '12'],
  [12972, '456', '45'],
  [16242, '789', '78'],
  [16717, '中文'],
  [44372, 'English', 'En', 'gl', 'Engl', 'is', 'ish'],
  [13935, '混合'],
];

const RANKS = 163_584;

/** Bytes as GPT-2 ordered them: those that can be printed first. */
function orderedBytes(): number[] {
  const all = Array.from({ length: 256 }, (_, byte) => byte);
  const printed = (byte: number): boolean =>
    (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte < 0xad) || byte > 0xad;
  return [...all.filter(printed), ...all.filter((byte) => !printed(byte))];
}

/** What a token is merged from, the first merge first. */
function partsOf(token: string, parts: string[]): Buffer[] {
  if (parts.length > 0) return parts.map((part) => Buffer.from(part));
  return [...token].flatMap((character) => {
    const bytes = Buffer.from(character);
    return bytes.length < 2 ? [] : [bytes.subarray(0, 2), bytes];
  });
}

/** All pairs of bytes, then all triples: enough to fill a file with. */
function* fillers(): Generator<Buffer> {
  for (let pair = 0; pair < 65_536; pair++) yield Buffer.from([pair >> 8, pair & 255]);
  for (let triple = 0; ; triple++) yield Buffer.from([triple >> 16, (triple >> 8) & 255, triple & 255]);
}

/**
 * A file like Kimi K2's `tiktoken.model`: as many ranks, and the golden texts have their true ids in it. All other tokens
 * are made up.
 */
export function kimiFile(): Buffer {
  const byRank = new Map<number, Buffer>();
  const known = new Set<string>();
  const put = (rank: number, token: Buffer): void => {
    byRank.set(rank, token);
    known.add(token.toString('latin1'));
  };
  for (const [rank, byte] of orderedBytes().entries()) put(rank, Buffer.from([byte]));
  for (const [rank, token] of GOLDEN) put(rank, Buffer.from(token));
  let next = 256;
  for (const [, token, ...parts] of GOLDEN)
    for (const part of partsOf(token, parts)) if (!known.has(part.toString('latin1'))) put(next++, part);
  const more = fillers();
  const lines: string[] = [];
  for (let rank = 0; rank < RANKS; rank++) {
    let token = byRank.get(rank);
    while (token === undefined) {
      const filler = more.next().value as Buffer;
      if (!known.has(filler.toString('latin1'))) token = filler;
    }
    lines.push(`${token.toString('base64')} ${rank}`);
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}
