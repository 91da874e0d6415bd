import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** What no person reads in the page or the command line: what is said to models and programs, and the test provider. */
export const ELSEWHERE =
  /^src\/(?:(?:cli|connect|tokens|contract|mcp\/(?:json-query|own|gateway)|server\/(?:mcp|code|page|cache)|providers\/test|context|observability|live|storage\/(?:queries|migrations|dialects))\/|protocols\/openai-responses\/(?:builtins|compaction)\.ts|protocols\/anthropic-messages\/(?:errors|read-tools)\.ts|mcp\/policy\/keys\.ts|config\/(?:descriptions|types)\.ts|server\/openapi\.ts)/;

/** Texts that describe the API. */
const DESCRIPTIONS = new Set(['summary', 'description']);

export interface Literal {
  file: string;
  text: string;
}

function textsOf(node: ts.Node): string[] {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
  return [];
}

/** Whether a text has several words one behind the other, as sentences do. */
function hasWords(text: string): boolean {
  return (text.match(/[a-z']{2,}\s/gi) ?? []).length >= 2;
}

/** Every stretch of several words that the program's source writes out, where a person may read it. */
export function literalsIn(root: string): Literal[] {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((name) => `src/${name.split(path.sep).join('/')}`)
    .filter((file) => file.endsWith('.ts') && !ELSEWHERE.test(file));
  return files.flatMap((file) => {
    const source = ts.createSourceFile(
      file,
      readFileSync(path.join(root, file), 'utf8'),
      ts.ScriptTarget.ESNext,
      true,
    );
    const found: Literal[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
      if (ts.isPropertyAssignment(node) && DESCRIPTIONS.has(node.name.getText())) return;
      if (ts.isCallExpression(node) && node.expression.getText().endsWith('.describe')) {
        ts.forEachChild(node.expression, visit);
        return;
      }
      for (const text of textsOf(node)) if (hasWords(text)) found.push({ file, text });
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}
