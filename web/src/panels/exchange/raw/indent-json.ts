/** A literal, a string or a sign of JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * JSON with one member a line. Every token stays as it was written: numbers keep their digits, members that are there
 * twice are there twice. Null where the text is no JSON.
 */
export function indentJson(text: string): string | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const tokens = text.match(TOKEN) ?? [];
  let depth = 0;
  const out: string[] = [];
  const newLine = (): void => {
    out.push(`\n${'  '.repeat(depth)}`);
  };
  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    if (token === '}' || token === ']') {
      depth--;
      if (before !== '{' && before !== '[') newLine();
      out.push(token);
      return;
    }
    if (before === '{' || before === '[' || before === ',') newLine();
    if (token === '{' || token === '[') depth++;
    out.push(token === ':' ? ': ' : token);
  });
  return out.join('');
}
