import { Tokenizer } from '@streamparser/json';

/** The streaming tokenizer, which also keeps a number's text, and characters that look like a byte order mark. */
export class ExactTokenizer extends Tokenizer {
  /** The text of the number whose token comes next. */
  numberText = '';

  constructor(separator: string | undefined) {
    super({ stringBufferSize: 64 * 1024, ...(separator === undefined ? {} : { separator }) });
    // Its decoders take U+FEFF at the start of each piece for a mark, and drop it.
    const parts = this as unknown as { bufferedString: { decoder: InstanceType<typeof TextDecoder> } };
    parts.bufferedString.decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  }

  protected override parseNumber(text: string): number {
    this.numberText = text;
    return Number(text);
  }
}
