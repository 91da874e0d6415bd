import type { PlacedBlock } from '../../../src/context/index.ts';

/**
 * What a model reads of a context: texts, and marks that are one token each. Modelled on the chat templates that come
 * with the models (`chat_template` in their tokenizer_config.json): where the marks stand, how tools and calls are written, and
 * which reasoning is left out.
 */
export interface Rendered {
  texts: string[];
  marks: number;
}

export type Template = (blocks: readonly PlacedBlock[]) => Rendered;

interface Turn {
  role: string;
  blocks: PlacedBlock[];
}

function turnsOf(blocks: readonly PlacedBlock[]): Turn[] {
  const turns: Turn[] = [];
  let last: number | null = null;
  for (const block of blocks) {
    if (block.kind === 'tool_schema') continue;
    if (block.message === last && last !== -1) turns.at(-1)?.blocks.push(block);
    else turns.push({ role: block.role, blocks: [block] });
    last = block.message;
  }
  return turns;
}

function callOf(content: string): { name: string; input: string } {
  const end = content.indexOf('\n');
  return end < 0
    ? { name: content, input: '{}' }
    : { name: content.slice(0, end), input: content.slice(end + 1) };
}

function lastQuestion(turns: readonly Turn[]): number {
  return turns.findLastIndex(
    ({ role, blocks }) => role === 'user' && blocks.some(({ kind }) => kind === 'text'),
  );
}

const TOOLS_BEFORE =
  '# Tools\n\nThese functions may be called to help with what the user asks for. Their signatures stand within <tools></tools>:\n<tools>';
const TOOLS_AFTER =
  '\n</tools>\n\nTo call one, answer with a JSON object that has the name and the arguments, within <tool_call></tool_call>:\n<tool_call>\n{"name": <function>, "arguments": <object>}\n</tool_call>';

function toolsText(blocks: readonly PlacedBlock[]): string[] {
  const tools = blocks.filter(({ kind }) => kind === 'tool_schema').map(({ content }) => `\n${content}`);
  return tools.length === 0 ? [] : [`${TOOLS_BEFORE}${tools.join('')}${TOOLS_AFTER}`];
}

/** ChatML as Qwen3 has it: reasoning only behind the last question, calls and results in marks of their own. */
export const qwen3: Template = (blocks) => {
  const turns = turnsOf(blocks);
  const question = lastQuestion(turns);
  const rendered: Rendered = { texts: [...toolsText(blocks)], marks: 0 };
  const { texts } = rendered;
  for (const [at, { role, blocks: parts }] of turns.entries()) {
    texts.push(`${role === 'tool' ? 'user' : role}\n`);
    rendered.marks += 3;
    for (const { kind, content } of parts) {
      if (kind === 'reasoning' && at < question) continue;
      if (kind === 'reasoning' || kind === 'tool_result') {
        texts.push(`\n${content}\n`);
        rendered.marks += 3;
      } else if (kind === 'tool_call') {
        const { name, input } = callOf(content);
        texts.push(`\n{"name": "${name}", "arguments": ${input}}\n`);
        rendered.marks += 3;
      } else texts.push(content);
    }
  }
  texts.push('assistant\n');
  rendered.marks += 1;
  return rendered;
};

/** DeepSeek V3's: no line feeds around roles, which are marks themselves; calls in fences; no reasoning of earlier turns. */
export const deepseek: Template = (blocks) => {
  const rendered: Rendered = { texts: [...toolsText(blocks)], marks: 1 };
  const { texts } = rendered;
  const turns = turnsOf(blocks);
  const question = lastQuestion(turns);
  for (const [at, { role, blocks: parts }] of turns.entries()) {
    rendered.marks += role === 'assistant' ? 2 : role === 'system' || role === 'developer' ? 0 : 1;
    for (const { kind, content } of parts) {
      if (kind === 'reasoning' && at < question) continue;
      if (kind === 'tool_call') {
        const { name, input } = callOf(content);
        texts.push('function', `${name}\n\`\`\`json\n${input}\n\`\`\``);
        rendered.marks += 4;
      } else {
        texts.push(content);
        if (kind === 'tool_result') rendered.marks += 3;
      }
    }
  }
  rendered.marks += 1;
  return rendered;
};
