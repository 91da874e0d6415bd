function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Whether a place in a text is between the halves of one character. */
export function splits(text: string, at: number): boolean {
  return at > 0 && at < text.length && isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
}

/** A text's beginning, at most so many UTF-16 units of it and no half of a character. */
export function beginningOf(text: string, most: number): string {
  if (text.length <= most) return text;
  return text.slice(0, splits(text, most) ? most - 1 : most);
}

/** A text's end, at most so many UTF-16 units of it and no half of a character. */
export function endOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const from = text.length - most;
  return text.slice(splits(text, from) ? from + 1 : from);
}
