import fc from 'fast-check';

/**
 * Any character, for `fc.string({ unit: character })`: what fast-check's own unit `binary` gives, without the second and
 * a half that it takes to make that once in each file.
 */
export const character = fc
  .oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0x80, max: 0xd7ff }),
    fc.integer({ min: 0xe000, max: 0x10ffff }),
  )
  .map((code) => String.fromCodePoint(code));
