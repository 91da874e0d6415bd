import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const BLOCK = 512;

interface Header {
  path: string;
  bytes: number;
}

function textOf(block: Buffer, from: number, length: number): string {
  const field = block.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}

/** Null for what is no header: the empty blocks at the end, or something else than an archive. */
function headerOf(block: Buffer): Header | null {
  const prefix = textOf(block, 345, 155);
  const name = textOf(block, 0, 100);
  const size = textOf(block, 124, 12).trim();
  if (name === '' || !/^[0-7]{1,11}$/.test(size)) return null;
  return { path: prefix === '' ? name : `${prefix}/${name}`, bytes: Number.parseInt(size, 8) };
}

/**
 * One file out of a `.tgz` (POSIX ustar, https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html), which is
 * unpacked no further than that. Null where there is none of that path and size. Rejects where it is no gzip, or broken.
 */
export async function memberOf(archive: Buffer, wanted: Header): Promise<Buffer | null> {
  let pending: Buffer = Buffer.alloc(0);
  /** Bytes to pass over, or of the file that is wanted. */
  let skip = 0;
  let found: Buffer[] | null = null;
  let missing = 0;
  const unpacked = Readable.from([archive]).pipe(createGunzip());
  for await (const chunk of unpacked as AsyncIterable<Buffer>) {
    let rest = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (rest.length > 0) {
      if (found !== null) {
        const part = rest.subarray(0, missing);
        found.push(part);
        missing -= part.length;
        if (missing === 0) return Buffer.concat(found);
        rest = rest.subarray(part.length);
      } else if (skip > 0) {
        const passed = Math.min(skip, rest.length);
        skip -= passed;
        rest = rest.subarray(passed);
      } else if (rest.length < BLOCK) break;
      else {
        const header = headerOf(rest.subarray(0, BLOCK));
        if (header === null) return null;
        rest = rest.subarray(BLOCK);
        if (header.path !== wanted.path) skip = Math.ceil(header.bytes / BLOCK) * BLOCK;
        else if (header.bytes !== wanted.bytes || header.bytes === 0) return null;
        else {
          found = [];
          missing = header.bytes;
        }
      }
    }
    pending = rest;
  }
  return null;
}
