import type {
  BlockParameters,
  BodyParameters,
  EncodedBatch,
  PlainBlockParameters,
} from '../queries/batch.ts';

/** Bytes within {@link PostedBatch.bytes}; null where there are none. */
type Part = [from: number, to: number] | null;

/**
 * A batch on its way to the writer's thread. One text and one buffer: cloning the rows as objects took three times
 * as long, and each transferred buffer of a body costs as much as ten rows.
 */
export interface PostedBatch {
  /** JSON of the batch; contents and bodies are places in `bytes`. */
  text: string;
  bytes: Uint8Array<ArrayBuffer>;
}

type PostedRows = Omit<EncodedBatch, 'blocks' | 'bodies'> & {
  blocks: [...row: PlainBlockParameters, content: Part][];
  bodies: [
    exchangeId: string,
    envelope: Part,
    answer: Part,
    answerType: string | null,
    headers: string | null,
  ][];
};

/** Everything of a batch, copied: what it was made of may change right after. */
export function toPosted(batch: EncodedBatch): PostedBatch {
  const pieces: (string | Uint8Array)[] = [];
  let size = 0;
  const place = (piece: string | Uint8Array | null): Part => {
    if (piece === null) return null;
    const from = size;
    pieces.push(piece);
    size += typeof piece === 'string' ? Buffer.byteLength(piece) : piece.byteLength;
    return [from, size];
  };
  const text = JSON.stringify({
    ...batch,
    blocks: batch.blocks.map(([hash, kind, tool, bytes, kept, content]) => [
      hash,
      kind,
      tool,
      bytes,
      kept,
      place(content),
    ]),
    bodies: batch.bodies.map(([id, envelope, answer, type, headers]) => [
      id,
      place(envelope),
      place(answer),
      type,
      headers,
    ]),
  });
  // Not from Node's pool: it is handed over whole.
  const bytes = Buffer.from(new ArrayBuffer(size));
  let at = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') at += bytes.write(piece, at);
    else {
      bytes.set(piece, at);
      at += piece.byteLength;
    }
  }
  return { text, bytes };
}

/** The batch that was posted. Its contents and bodies are views of the buffer that came. */
export function fromPosted({ text, bytes }: PostedBatch): EncodedBatch {
  const rows = JSON.parse(text) as PostedRows;
  const at = (part: Part): Uint8Array | null => (part === null ? null : bytes.subarray(part[0], part[1]));
  return {
    ...rows,
    blocks: rows.blocks.map(
      ([hash, kind, tool, size, kept, content]): BlockParameters => [
        hash,
        kind,
        tool,
        size,
        kept,
        at(content),
      ],
    ),
    bodies: rows.bodies.map(
      ([id, envelope, answer, type, headers]): BodyParameters => [
        id,
        at(envelope),
        at(answer),
        type,
        headers,
      ],
    ),
  };
}
