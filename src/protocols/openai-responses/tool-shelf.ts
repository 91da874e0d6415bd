import type { Fields } from '../neutral/parts.ts';
import type { Tool } from '../neutral/request.ts';
import { builtinOfType, runsAtClient } from './builtins.ts';
import {
  booleanOf,
  extraOf,
  fieldsOf,
  invalid,
  isObject,
  listOf,
  maybe,
  named,
  OWN,
  restOf,
} from './wire.ts';

const KNOWN = new Set(['type', 'name', 'description', 'parameters', 'strict', 'format']);

/**
 * Functions that a client puts into no namespace of its own: Codex's "lite" requests have all of them here
 * (codex-rs/tools/src/tool_spec.rs, `create_tools_json_for_responses_lite`).
 */
const DEFAULT_NAMESPACE = 'functions';

interface Namespace {
  name: string;
  description?: string;
}

/** A tool's name without its namespace, that names it all the same. */
export function joined(namespace: string | undefined, name: string): string {
  if (namespace === undefined || namespace === DEFAULT_NAMESPACE) return name;
  return `${namespace}${namespace.endsWith('_') ? '' : '__'}${name}`;
}

/**
 * The tools of a request under names that are unique without namespaces: `mcp__files` and `read` make
 * `mcp__files__read`. Where a tool came from stands in its extra, by which a writer of this protocol gives it back.
 */
export class ToolShelf {
  readonly tools: Tool[] = [];
  private readonly names = new Map<string, string>();
  private readonly taken = new Set<string>();

  /** Adds tools as a request has them. Throws `invalid_request` naming the field. */
  add(list: unknown, at: string, namespace?: Namespace): void {
    if (list === undefined || list === null) return;
    if (!Array.isArray(list)) throw invalid(at, 'must be a list', 'leave it out where there are none');
    for (const [i, tool] of (list as unknown[]).entries()) {
      if (!isObject(tool))
        throw invalid(`${at}[${i}]`, 'must be an object', 'send {type: "function", name, …}');
      this.addOne(tool, `${at}[${i}]`, namespace);
    }
  }

  /** The name under which a tool is known here, whether it is offered or was once. */
  nameOf(namespace: string | undefined, name: string): string {
    return this.names.get(`${namespace ?? ''}\n${name}`) ?? joined(namespace, name);
  }

  private addOne(tool: Fields, at: string, namespace: Namespace | undefined): void {
    const { type } = tool;
    if (type === 'namespace') {
      if (namespace !== undefined)
        throw invalid(`${at}.type`, 'is a namespace within a namespace', 'put its tools beside it');
      const name = named(tool.name);
      if (name === undefined) throw invalid(`${at}.name`, 'is required', 'name the namespace');
      this.add(tool.tools, `${at}.tools`, { name, ...maybe('description', named(tool.description)) });
    } else if (type === 'function' || type === undefined || type === 'custom')
      this.addNamed(tool, at, namespace);
    else if (runsAtClient(tool)) this.addBuiltin(tool);
    else this.tools.push({ type: 'hosted', protocol: OWN, name: named(type) ?? 'unknown', value: tool });
  }

  private addNamed(tool: Fields, at: string, namespace: Namespace | undefined): void {
    const own = named(tool.name);
    if (own === undefined) throw invalid(`${at}.name`, 'is required', 'name the tool');
    const { parameters, format } = tool;
    if (parameters !== undefined && parameters !== null && !isObject(parameters))
      throw invalid(`${at}.parameters`, 'must be a JSON Schema object', 'leave it out where there are none');
    const name = this.claim(namespace?.name, own);
    // The same tool, loaded once more.
    if (name === null) return;
    const origin = namespace === undefined ? {} : { namespace: namespace.name, name: own };
    const about =
      namespace?.description === undefined ? {} : { namespace_description: namespace.description };
    const common = {
      name,
      ...maybe('description', named(tool.description)),
      ...extraOf({ ...restOf(tool, KNOWN), ...origin, ...about }),
    };
    const { syntax, definition } = fieldsOf(format);
    if (tool.type === 'custom') {
      const grammar = typeof syntax === 'string' && typeof definition === 'string';
      this.tools.push({ type: 'custom', ...common, ...(grammar ? { grammar: { syntax, definition } } : {}) });
      return;
    }
    this.tools.push({
      type: 'function',
      ...common,
      parameters: isObject(parameters) ? parameters : null,
      ...maybe('strict', booleanOf(tool.strict)),
    });
  }

  private addBuiltin(tool: Fields): void {
    const builtin = builtinOfType(tool.type);
    const name = builtin === undefined ? null : this.claim('\n', builtin.type);
    if (builtin === undefined || name === null) return;
    this.tools.push({
      type: 'function',
      name,
      description: named(tool.description) ?? builtin.description,
      parameters: isObject(tool.parameters) ? tool.parameters : builtin.schema,
      ...extraOf(restOf(tool, new Set())),
    });
  }

  /** The name for a tool that client-run items (`shell_call`) call. */
  builtinName(type: string): string {
    return this.names.get(`\n\n${type}`) ?? type;
  }

  /** A name that no other tool has; null where this very tool has one. */
  private claim(namespace: string | undefined, own: string): string | null {
    const key = `${namespace ?? ''}\n${own}`;
    if (this.names.has(key)) return null;
    const wanted = namespace === '\n' ? own : joined(namespace, own);
    let name = wanted;
    for (let n = 2; this.taken.has(name); n++) name = `${wanted}_${n}`;
    this.taken.add(name);
    this.names.set(key, name);
    return name;
  }
}

/** Types of `tool_choice` that name a tool which the client runs. */
export function isBuiltinChoice(type: unknown): type is string {
  return builtinOfType(type) !== undefined;
}

/** Tools named by `allowed_tools`, as names of the shelf. */
export function allowedNames(list: unknown, shelf: ToolShelf): Set<string> {
  const names = new Set<string>();
  for (const entry of listOf(list)) {
    const { type, name, namespace } = fieldsOf(entry);
    const own = named(name);
    if (own !== undefined) names.add(shelf.nameOf(named(namespace), own));
    else if (isBuiltinChoice(type)) names.add(shelf.builtinName(type));
    else if (typeof type === 'string') names.add(type);
  }
  return names;
}
