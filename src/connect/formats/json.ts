import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { cut, type Format, lineEnd, lineOf, lineStart } from './format.ts';
import { isItem, lookUp, Misread, type Path, pathText, type Step, toJson, type Value } from './value.ts';

/** JSON, with comments and closing commas where the file has them. Edited as text: only what is added or taken out moves. */
export const json: Format = {
  language: 'json',
  newEntries: 'last',
  read(text) {
    if (text.trim() === '') return new Map();
    return valueOfNode(parse(text));
  },
  put(text, path, value) {
    const filled = text.trim() === '' ? `{}${lineEnd(text)}` : text;
    const root = parse(filled);
    const values = json.read(filled);
    const depth = path.findIndex((_, i) => lookUp(values, path.slice(0, i + 1)) === undefined);
    if (depth < 0) {
      const node = nodeAt(root, path);
      if (value === undefined) return removed(filled, node);
      return cut(filled, node.offset, end(node), written(value, filled, node.offset));
    }
    if (value === undefined) return text;
    const parent = nodeAt(root, path.slice(0, depth));
    return added(filled, parent, path[depth] ?? '', nested(path.slice(depth + 1), value));
  },
};

function parse(text: string): Node {
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(text, errors, { allowTrailingComma: true });
  } catch (error) {
    if (error instanceof RangeError) throw new Misread('syntax', '1: nested too deeply', { cause: error });
    throw error;
  }
  const [error] = errors;
  if (error !== undefined) {
    throw new Misread('syntax', `${lineOf(text, error.offset)}: ${printParseErrorCode(error.error)}`);
  }
  if (root?.type !== 'object') throw new Misread('shape', '');
  return root;
}

function valueOfNode(node: Node): Value {
  const children = node.children ?? [];
  if (node.type === 'array') return children.map(valueOfNode);
  if (node.type !== 'object') return node.value as string | number | boolean | null;
  const map = new Map<string, Value>();
  for (const { children: [key, value] = [] } of children) {
    if (key === undefined || value === undefined) continue;
    const name = String(key.value);
    if (map.has(name)) throw new Misread('syntax', `"${name}" twice`);
    map.set(name, valueOfNode(value));
  }
  return map;
}

const end = (node: Node): number => node.offset + node.length;

/** The node of a value that is there. */
function nodeAt(root: Node, path: Path): Node {
  let at = root;
  for (const [i, step] of path.entries()) {
    const next = (at.children ?? []).find((child) => isStep(child, step));
    const value = typeof step === 'string' ? next?.children?.[1] : next;
    if (value === undefined) throw new Misread('shape', pathText(path.slice(0, i + 1)));
    at = value;
  }
  return at;
}

function isStep(child: Node, step: Step): boolean {
  if (typeof step === 'string') return child.children?.[0]?.value === step;
  return isItem(valueOfNode(child), step);
}

/** The value within the containers that have to be made for it. */
function nested(path: Path, value: Value): Value {
  return [...path].reverse().reduce<Value>((inner, step) => {
    return typeof step === 'string' ? new Map([[step, inner]]) : [inner];
  }, value);
}

/** White space that one level is indented by, as the file does it. */
function indentUnit(text: string): string {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  return indent.startsWith('\t') ? '\t' : indent;
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? '';
}

/** A value as text at a place, its later lines indented as that place's line is. */
function written(value: Value, text: string, offset: number, indent = indentAt(text, offset)): string {
  return JSON.stringify(toJson(value), null, indentUnit(text)).replaceAll('\n', lineEnd(text) + indent);
}

function added(text: string, parent: Node, step: Step, value: Value): string {
  const isList = parent.type === 'array';
  if (isList === (typeof step === 'string')) throw new Misread('shape', pathText([step]));
  const children = parent.children ?? [];
  const last = children.at(-1);
  const inner = text.slice(parent.offset + 1, end(parent) - 1);
  const oneLine = last !== undefined && !inner.includes('\n');
  const outer = indentAt(text, parent.offset);
  const indent = oneLine || last === undefined ? outer + indentUnit(text) : indentAt(text, last.offset);
  const name = typeof step === 'string' ? `${JSON.stringify(step)}: ` : '';
  const entry = name + written(value, text, parent.offset, oneLine ? outer : indent);
  const comma = last === undefined ? null : commaAfter(text, end(last));
  const separated = last !== undefined && comma === null ? cut(text, end(last), end(last), ',') : text;
  const close = end(parent) - 1 + (separated.length - text.length);
  const before = separated.slice(0, close).trimEnd().length;
  const kept = inner.trim() === '' ? parent.offset + 1 : before;
  if (oneLine) return cut(separated, kept, kept, ` ${entry}`);
  const eol = lineEnd(text);
  const tail = inner.includes('\n') ? separated.slice(kept) : eol + outer + separated.slice(close);
  return `${separated.slice(0, kept)}${eol}${indent}${entry}${comma === null ? '' : ','}${tail}`;
}

/** Takes out a property or an item with the comma that parted it from the others; comments stay. */
function removed(text: string, node: Node): string {
  const entry = node.parent?.type === 'property' ? node.parent : node;
  const siblings = entry.parent?.children ?? [];
  const index = siblings.indexOf(entry);
  const previous = siblings[index - 1];
  const after = commaAfter(text, end(entry));
  const isLast = index === siblings.length - 1;
  const before = previous === undefined ? null : commaAfter(text, end(previous));
  const start = text.slice(0, entry.offset).trimEnd().length;
  if (!isLast || (after !== null && before !== null)) {
    return cut(text, start, after === null ? end(entry) : after + 1);
  }
  const shorter = cut(text, start, after === null ? end(entry) : after + 1);
  return before === null ? shorter : cut(shorter, before, before + 1);
}

/** Where the comma after an offset stands; null where something else comes first. */
function commaAfter(text: string, offset: number): number | null {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  const at = scanner.getTokenOffset();
  return text[at] === ',' ? at : null;
}
