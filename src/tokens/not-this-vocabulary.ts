/** A file that is not what it was said to be; the message is a part of a sentence for a person: `it is not JSON`. */
export class NotThisVocabulary extends Error {
  override name = 'NotThisVocabulary';
}
