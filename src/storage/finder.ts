/** Finds a text whatever its case (https://tc39.es/ecma262/#sec-runtime-semantics-canonicalize-ch), composed or not. `flags`: of the expression, beside `iu`. */
export function finderOf(text: string, flags = ''): RegExp {
  const escaped = (form: string) => form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const forms = new Set([text, text.normalize('NFC'), text.normalize('NFD')]);
  return new RegExp([...forms].map(escaped).join('|'), `iu${flags}`);
}
