import ts from 'typescript';

/** A piece of a sentence: what stands there, or the expression whose value will. */
export type Piece = string | { value: ts.Expression };
/** One way in which an expression may read. */
export type Reading = readonly Piece[];

const MOST_READINGS = 96;
type Called = ts.CallExpression | ts.NewExpression;

function join(left: readonly Reading[], right: readonly Reading[]): Reading[] {
  return left.flatMap((one) => right.map((other) => [...one, ...other])).slice(0, MOST_READINGS);
}

/** Reads what strings an expression can be, as far as the source says it. */
export class Readings {
  private readonly checker: ts.TypeChecker;
  private readonly calls = new Map<ts.Symbol, Called[]>();
  private readonly methods = new Set<string>();
  private readonly known = new Map<ts.Node, Reading[] | null>();

  constructor(program: ts.Program, files: readonly ts.SourceFile[]) {
    this.checker = program.getTypeChecker();
    for (const file of files) this.nameMethods(file);
    for (const file of files) this.indexCalls(file);
  }

  /** Only calls of these are looked up: what is called of libraries costs much time and says nothing. */
  private nameMethods(node: ts.Node): void {
    if (ts.isMethodDeclaration(node) && ts.isIdentifier(node.name)) this.methods.add(node.name.text);
    ts.forEachChild(node, (child) => this.nameMethods(child));
  }

  private isOwn(called: ts.Expression): boolean {
    return (
      ts.isIdentifier(called) || (ts.isPropertyAccessExpression(called) && this.methods.has(called.name.text))
    );
  }

  private indexCalls(node: ts.Node): void {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const symbol = this.isOwn(node.expression) ? this.symbolOf(node.expression) : null;
      if (symbol !== null) this.calls.set(symbol, [...(this.calls.get(symbol) ?? []), node]);
    }
    ts.forEachChild(node, (child) => this.indexCalls(child));
  }

  /** The symbol that a name or `a.b` stands for, through imports. */
  symbolOf(node: ts.Node): ts.Symbol | null {
    const symbol = this.checker.getSymbolAtLocation(ts.isPropertyAccessExpression(node) ? node.name : node);
    if (symbol === undefined) return null;
    return (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? this.checker.getAliasedSymbol(symbol) : symbol;
  }

  /** Whether the value may be a text at all. */
  isText(node: ts.Expression): boolean {
    const type = this.checker.getTypeAtLocation(node);
    const parts = type.isUnion() ? type.types : [type];
    return parts.some((part) => (part.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.Any)) !== 0);
  }

  /** The value that a property written as its name alone has. */
  shorthand(node: ts.ShorthandPropertyAssignment): ts.Declaration | null {
    return this.checker.getShorthandAssignmentValueSymbol(node)?.valueDeclaration ?? null;
  }

  /** Every way in which an expression may read; what cannot be told is a value. Null where nothing can be told. */
  of(node: ts.Expression): Reading[] | null {
    const known = this.known.get(node);
    if (known !== undefined) return known;
    // What leads back to itself adds nothing.
    this.known.set(node, null);
    const read = this.read(node);
    this.known.set(node, read);
    return read;
  }

  private read(node: ts.Expression): Reading[] | null {
    const inner = (next: ts.Expression) => this.of(next);
    const orValue = (next: ts.Expression): Reading[] => inner(next) ?? [[{ value: next }]];
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isAwaitExpression(node)
    )
      return inner(node.expression);
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [[node.text]];
    if (ts.isTemplateExpression(node)) {
      let read: Reading[] = [[node.head.text]];
      for (const span of node.templateSpans) {
        const value = this.inlined(span.expression) ?? [[{ value: span.expression }]];
        read = join(join(read, value), [[span.literal.text]]);
      }
      return read;
    }
    if (ts.isConditionalExpression(node)) return this.either([node.whenTrue, node.whenFalse], inner);
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind === ts.SyntaxKind.PlusToken && this.isText(node))
        return join(orValue(node.left), orValue(node.right));
      if (kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken)
        return this.either([node.left, node.right], inner);
      if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return inner(node.right);
      return null;
    }
    if (ts.isCallExpression(node)) return this.returned(node, inner);
    if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
      return this.named(node, inner);
    return null;
  }

  private either(nodes: readonly ts.Expression[], read: (node: ts.Expression) => Reading[] | null) {
    const texts = nodes.filter((node) => this.isText(node));
    const known = texts.flatMap((node) => read(node) ?? [[{ value: node }] as Reading]);
    return known.every((one) => one.every((piece) => typeof piece !== 'string')) ? null : known;
  }

  /** Within a sentence: choices and constants are written out, what a function answers is a value. */
  private inlined(node: ts.Expression): Reading[] | null {
    const plain = ts.isParenthesizedExpression(node) ? node.expression : node;
    if (ts.isConditionalExpression(plain)) return this.of(plain);
    if (!ts.isIdentifier(plain)) return null;
    const declaration = this.symbolOf(plain)?.valueDeclaration;
    if (declaration === undefined || !ts.isVariableDeclaration(declaration)) return null;
    const from = declaration.initializer;
    if (from === undefined || !ts.isIdentifier(declaration.name)) return null;
    if (!(ts.isConditionalExpression(from) || ts.isStringLiteralLike(from) || ts.isTemplateExpression(from)))
      return null;
    return this.of(from);
  }

  private named(node: ts.Expression, read: (node: ts.Expression) => Reading[] | null): Reading[] | null {
    if (ts.isElementAccessExpression(node)) {
      const table = this.symbolOf(node.expression)?.valueDeclaration;
      if (table === undefined || !ts.isVariableDeclaration(table) || table.initializer === undefined)
        return null;
      let { initializer } = table;
      while (ts.isAsExpression(initializer) || ts.isSatisfiesExpression(initializer))
        initializer = initializer.expression;
      if (!ts.isObjectLiteralExpression(initializer)) return null;
      return initializer.properties.flatMap((one) =>
        ts.isPropertyAssignment(one) ? (read(one.initializer) ?? []) : [],
      );
    }
    const declaration = this.symbolOf(node)?.valueDeclaration;
    return declaration === undefined ? null : this.declared(declaration, read);
  }

  /** What a variable, a parameter or a property of a constant holds. */
  declared(
    declaration: ts.Declaration,
    read: (node: ts.Expression) => Reading[] | null = (node) => this.of(node),
  ): Reading[] | null {
    if (ts.isPropertyAssignment(declaration)) return read(declaration.initializer);
    if (ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name))
      return declaration.initializer === undefined ? null : read(declaration.initializer);
    if (ts.isParameter(declaration)) return this.passed(declaration, read);
    return null;
  }

  private passed(
    parameter: ts.ParameterDeclaration,
    read: (node: ts.Expression) => Reading[] | null,
  ): Reading[] | null {
    const made = parameter.parent;
    const index = made.parameters.indexOf(parameter);
    const owner = ts.isConstructorDeclaration(made)
      ? made.parent.name
      : ts.isArrowFunction(made) || ts.isFunctionExpression(made)
        ? ts.isVariableDeclaration(made.parent)
          ? made.parent.name
          : undefined
        : made.name;
    const symbol = owner === undefined ? null : this.symbolOf(owner);
    if (symbol === null) return null;
    const found = (this.calls.get(symbol) ?? []).flatMap((call) => {
      const given = call.arguments?.[index];
      return given === undefined ? [] : (read(given) ?? []);
    });
    return found.length === 0 ? null : found;
  }

  private returned(
    call: ts.CallExpression,
    read: (node: ts.Expression) => Reading[] | null,
  ): Reading[] | null {
    const { expression: called } = call;
    if (ts.isPropertyAccessExpression(called) && called.name.text === 'join')
      return this.listed(called.expression, read);
    const declaration = this.symbolOf(called)?.valueDeclaration;
    if (declaration === undefined || declaration.getSourceFile().isDeclarationFile) return null;
    const made =
      ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined
        ? declaration.initializer
        : declaration;
    if (ts.isArrowFunction(made) && !ts.isBlock(made.body)) return read(made.body);
    if (!(ts.isFunctionDeclaration(made) || ts.isArrowFunction(made) || ts.isMethodDeclaration(made)))
      return null;
    const found: Reading[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isReturnStatement(node) && node.expression !== undefined)
        found.push(...(read(node.expression) ?? []));
      else if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
    };
    if (made.body !== undefined) ts.forEachChild(made.body, visit);
    return found.length === 0 ? null : found;
  }

  /** The sentences of a list that is written out, each for itself. */
  private listed(list: ts.Expression, read: (node: ts.Expression) => Reading[] | null): Reading[] | null {
    if (!ts.isArrayLiteralExpression(list)) return null;
    return list.elements.flatMap((one) => {
      if (!ts.isSpreadElement(one)) return read(one) ?? [];
      const inner = ts.isParenthesizedExpression(one.expression) ? one.expression.expression : one.expression;
      const sides = ts.isConditionalExpression(inner) ? [inner.whenTrue, inner.whenFalse] : [inner];
      return sides.flatMap((side) => this.listed(side, read) ?? []);
    });
  }
}
