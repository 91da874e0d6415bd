/** Finds the number texts that JavaScript's numbers change: null, or the text where its value is lost. */
export function lostDigits(text: string, value: number): string | null {
  if (!Number.isFinite(value)) return text;
  if (value === 0) return /^-?[0.]*[1-9]/.test(text) ? text : null;
  // Up to 15 significant digits survive: IEEE 754, DBL_DIG.
  if (text.length <= 15) return null;
  return significant(text) === significant(String(value)) ? null : text;
}

/** A number's digits and power of ten, however it is written: `1.50e3` and `1500` are the same. */
function significant(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const trimmed = digits.replace(/0+$/, '');
  return `${sign}${trimmed}e${Number(exponent) - fraction.length + digits.length - trimmed.length}`;
}
