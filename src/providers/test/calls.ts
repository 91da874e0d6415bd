import { exampleOf } from './example.ts';
import type { ChatRequest, OfferedTool } from './request.ts';

export interface ToolCall {
  name: string;
  /** JSON text. */
  arguments: string;
}

const MOST_CALLS = 8;
const LONGEST_NAME = 256;

/** `call read_file`, `Call the tool "read_file"`, `appelle l'outil « read_file »`, `utilise read_file`. */
const ASKED =
  /(?<!\p{L})(?:call|use|appelle[rz]?|appelez|utilise[rz]?)\s+(?:the\s+|l['’]outil\s+)?(?:tool\s+)?["'`«“]?\s?([\w.:/-]{1,256})/giu;

/** The JSON object that starts at `from` (after spaces, `with`, `:`), as text; null where there is none. */
function literalAfter(message: string, from: number): string | null {
  const lead = /^["'`»”]?\s*(?:with|avec|:)?\s*\{/.exec(message.slice(from, from + 40));
  if (lead === null) return null;
  const start = from + lead[0].length - 1;
  let depth = 0;
  let quoted = false;
  for (let at = start; at < message.length; at++) {
    const char = message[at];
    if (quoted && char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && char === '{') depth += 1;
    else if (!quoted && char === '}') {
      depth -= 1;
      if (depth === 0) return validJson(message.slice(start, at + 1));
    }
  }
  return null;
}

function validJson(literal: string): string | null {
  try {
    return JSON.stringify(JSON.parse(literal));
  } catch {
    return null;
  }
}

function callOf(tool: OfferedTool, literal: string | null): ToolCall {
  const made = literal ?? JSON.stringify(exampleOf(tool.parameters ?? { type: 'object' }));
  return { name: tool.name, arguments: made };
}

function asked(message: string, tools: readonly OfferedTool[]): ToolCall[] {
  const byName = new Map(tools.map((tool) => [tool.name.slice(0, LONGEST_NAME), tool]));
  const calls: ToolCall[] = [];
  for (const match of message.matchAll(ASKED)) {
    const name = match[1] ?? '';
    const bare = name.replace(/[.:/]+$/, '');
    const tool = byName.get(name) ?? byName.get(bare);
    if (tool === undefined) continue;
    const end = match.index + match[0].length - (byName.has(name) ? 0 : name.length - bare.length);
    calls.push(callOf(tool, literalAfter(message, end)));
    if (calls.length === MOST_CALLS) break;
  }
  return calls;
}

/**
 * The tools that the test provider calls: those that the last message asks for where it is the user's (so that a
 * tool's result ends the loop), the one that `tool_choice` names, or the first where one is required.
 */
export function callsOf(request: ChatRequest): ToolCall[] {
  const { tools, toolChoice, messages } = request;
  const last = messages.at(-1);
  const wanted = asked(messages.findLast((message) => message.role === 'user')?.text ?? '', tools);
  switch (toolChoice.mode) {
    case 'none':
      return [];
    case 'named': {
      const tool = tools.find((candidate) => candidate.name === toolChoice.name);
      if (tool === undefined) return [];
      return [wanted.find((call) => call.name === tool.name) ?? callOf(tool, null)];
    }
    case 'required': {
      const [first] = tools;
      return wanted.length > 0 || first === undefined ? wanted : [callOf(first, null)];
    }
    case 'auto':
      return last?.role === 'user' ? wanted : [];
  }
}
