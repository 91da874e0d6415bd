import path from 'node:path';
import ts from 'typescript';
import { ELSEWHERE } from './literals.ts';
import { type Reading, Readings } from './readings.ts';

/** Which argument of an error's constructor is what a person reads. */
const ERRORS: Record<string, number> = {
  ProxyError: 1,
  ConfigError: 0,
  StoreError: 1,
  McpConnectionError: 1,
  McpTimeoutError: 1,
  McpToolError: 1,
  RpcError: 1,
  NotSent: 0,
};

/** Properties that hold a sentence for a person. `error`: Zod's. */
const PROPERTIES = new Set([
  'message',
  'hint',
  'why',
  'reason',
  'detail',
  'next',
  'problem',
  'error',
  'note',
]);

/** Methods of Zod whose second argument says what is wrong. */
const CHECKS = new Set(['regex', 'refine', 'min', 'max', 'gt', 'length', 'startsWith']);

/** Functions that take a sentence, and which argument it is. */
const TAKERS: Record<string, number> = { tell: 0, move: 1 };

/** Functions that answer a sentence, which an error's own may stand beside. */
const ANSWERS = new Set(['exitReason', 'startReason', 'httpReason']);

/** Where what a plain Error says is shown as the reason. */
const PLAIN_ERRORS = /^src\/mcp\/(?:transports|servers)\//;

/** Functions that answer sentences in a list. */
const LISTS = new Set(['fileWarnings', 'leadsNowhere', 'warnings', 'resolveOne']);

export interface Gathered {
  /** English templates, each with a place in the source that says it. */
  sentences: Map<string, string>;
  /** Of a template: its places that hold a sentence themselves, with these. */
  nested: Map<string, Map<number, Set<string>>>;
}

/** Whether a text is one for people, rather than a name or a sign. */
export function isSentence(template: string): boolean {
  const words = template.replace(/\{\d+\}/g, ' ');
  return (
    /[a-z]{2}/.test(words) &&
    /\s/.test(template.trim()) &&
    /(?:^|[\s"(:;,])[a-z']{2,}(?=$|[\s.,:;?)"])/i.test(words)
  );
}

const MOST_DEPTH = 4;
/** The place and the key, which stand in front of what is wrong with it. */
const NOWHERE = ts.factory.createNull();

/** A reading as a template, and which place each value has. */
function templateOf(reading: Reading): { text: string; values: [ts.Expression, number][] } {
  let places = 0;
  let text = '';
  const values: [ts.Expression, number][] = [];
  for (const piece of reading) {
    if (typeof piece === 'string') {
      text += piece;
      continue;
    }
    // Two values side by side are one: nothing tells where they meet.
    if (places === 0 || !text.endsWith(`{${places}}`)) {
      places += 1;
      text += `{${places}}`;
    }
    values.push([piece.value, places]);
  }
  return { text, values };
}

/** Every sentence that the program gives to what people read, as a template. Takes some seconds: it reads types. */
export function gather(root: string): Gathered {
  const config = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    { ...config.config, include: ['src'], exclude: [] },
    ts.sys,
    root,
  );
  const program = ts.createProgram(fileNames, options);
  const own = program
    .getSourceFiles()
    .filter(({ fileName }) => path.relative(root, fileName).startsWith(`src${path.sep}`));
  const readings = new Readings(program, own);
  const found: Gathered = { sentences: new Map(), nested: new Map() };
  const nameOf = (file: ts.SourceFile) => path.relative(root, file.fileName).split(path.sep).join('/');

  const place = (node: ts.Node): string => {
    const file = node.getSourceFile();
    return `${nameOf(file)}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  };

  /** Takes in one way in which a sentence may read, and what its places may hold; its template, or null where it is none. */
  const keep = (reading: Reading, at: string, depth = 0): string | null => {
    const { text, values } = templateOf(reading);
    const hasWords = reading.some((piece) => typeof piece === 'string' && /[a-z]{2}/.test(piece));
    const isOne = hasWords && isSentence(text);
    if (!isOne && expand(reading, at, depth)) return null;
    const inside = new Map<number, Set<string>>();
    for (const [value, place] of values) {
      if (depth > MOST_DEPTH || value === NOWHERE) continue;
      for (const one of readings.of(value) ?? []) {
        const said = keep(one, at, depth + 1);
        if (said !== null) inside.set(place, (inside.get(place) ?? new Set()).add(said));
      }
    }
    if (!isOne) return null;
    if (!found.sentences.has(text)) found.sentences.set(text, at);
    const known = found.nested.get(text) ?? new Map<number, Set<string>>();
    for (const [place, said] of inside) known.set(place, new Set([...(known.get(place) ?? []), ...said]));
    found.nested.set(text, known);
    return text;
  };

  /** A name, and what is said of it: no sentence is told apart by a space, so each is written out. */
  const expand = (reading: Reading, at: string, depth: number): boolean => {
    const index = reading.findLastIndex(
      (piece, i) => typeof piece !== 'string' && reading[i - 1] === ' ' && readings.of(piece.value) !== null,
    );
    const said = reading[index];
    if (said === undefined || typeof said === 'string' || depth > MOST_DEPTH) return false;
    for (const one of readings.of(said.value) ?? [])
      keep([...reading.slice(0, index), ...one, ...reading.slice(index + 1)], at, depth + 1);
    return true;
  };

  const say = (node: ts.Expression, clause = false): void => {
    if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node) && !readings.isText(node)) return;
    const read = readings.of(node);
    for (const one of read ?? []) {
      if (clause) clauses(one, place(node));
      else keep(one, place(node), 0);
    }
  };

  /** What is wrong with a key of the configuration, behind the key's name; what it must be stands for itself. */
  const clauses = (reading: Reading, at: string): void => {
    const [first, ...rest] = reading.filter((piece) => piece !== '');
    if (first === undefined) return;
    if (typeof first === 'string' && first.startsWith('must be ')) {
      keep([first.slice('must be '.length), ...rest], at, 0);
      found.sentences.set('{1} must be {2}', at);
      return;
    }
    if (typeof first !== 'string') {
      // A message with something behind it: each is said where it is made.
      for (const piece of rest) {
        if (typeof piece === 'string') continue;
        for (const one of readings.of(piece.value) ?? []) keep(one, at);
      }
      return;
    }
    const text = [
      typeof first === 'string' ? ` ${first}` : ' ',
      ...(typeof first === 'string' ? rest : reading),
    ];
    const where = ts.factory.createIdentifier('where');
    keep([{ value: where }, ...text], at);
  };

  const visit = (node: ts.Node, file: string): void => {
    const isConfigClause = /^src\/config\/(?:schema|explain|interpolate)\.ts$/.test(file);
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
      const { text } = node.expression;
      const isPlain = text === 'Error' && PLAIN_ERRORS.test(file);
      const index = isPlain ? 0 : Object.hasOwn(ERRORS, text) ? ERRORS[text] : undefined;
      const given = index === undefined ? undefined : node.arguments?.[index];
      if (given !== undefined) say(given);
    } else if (
      ts.isPropertyAssignment(node) &&
      ts.isIdentifier(node.name) &&
      PROPERTIES.has(node.name.text)
    ) {
      say(node.initializer, isConfigClause);
    } else if (ts.isShorthandPropertyAssignment(node) && PROPERTIES.has(node.name.text)) {
      const value = readings.shorthand(node);
      const read = value === null ? null : readings.declared(value);
      for (const one of read ?? []) (isConfigClause ? clauses : keep)(one, place(node));
    } else if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      PROPERTIES.has(ts.isPropertyAccessExpression(node.left) ? node.left.name.text : node.left.getText())
    ) {
      say(node.right, isConfigClause);
    } else if (ts.isCallExpression(node)) {
      visitCall(node, isConfigClause);
    } else if (ts.isFunctionDeclaration(node) && node.name !== undefined && LISTS.has(node.name.text)) {
      visitList(node);
    }
    if (ts.isReturnStatement(node) && node.expression !== undefined && answersSentence(node))
      say(node.expression);
    ts.forEachChild(node, (child) => visit(child, file));
  };

  const answersSentence = (node: ts.Node): boolean => {
    const made = ts.findAncestor(node, ts.isFunctionLike);
    return made !== undefined && ts.isFunctionDeclaration(made) && ANSWERS.has(made.name?.text ?? '');
  };

  const visitCall = (node: ts.CallExpression, isConfigClause: boolean): void => {
    const { expression: called, arguments: given } = node;
    if (ts.isIdentifier(called)) {
      const index = Object.hasOwn(TAKERS, called.text) ? TAKERS[called.text] : undefined;
      const told = index === undefined ? undefined : given[index];
      if (told !== undefined) say(told);
    }
    if (!ts.isPropertyAccessExpression(called)) return;
    const method = called.name.text;
    if (CHECKS.has(method) && given[1] !== undefined) say(given[1], isConfigClause);
    if (method === 'set' && called.expression.getText() === 'said' && given[1] !== undefined) say(given[1]);
    if (called.expression.getText() === 'problems' && (method === 'add' || method === 'addElsewhere')) {
      if (given[1] !== undefined) say(given[1], true);
      if (given[2] !== undefined) say(given[2]);
    }
  };

  const visitList = (node: ts.Node): void => {
    if (ts.isArrayLiteralExpression(node)) {
      for (const one of node.elements) if (!ts.isSpreadElement(one)) say(one);
    } else if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      node.expression.name.text === 'push'
    ) {
      for (const one of node.arguments) if (!ts.isSpreadElement(one)) say(one);
    }
    ts.forEachChild(node, visitList);
  };

  for (const file of own)
    if (!ELSEWHERE.test(nameOf(file)) && nameOf(file) !== 'src/config/problems.ts') visit(file, nameOf(file));
  return found;
}
