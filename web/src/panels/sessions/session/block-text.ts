import type { Format } from '../../../texts/index.ts';
import type { Cell } from './cells.ts';
import type { SessionTexts } from './text-keys.ts';

const MOST = 120;

/** What a cell is called: a tool's name, the first line of a block's text, or how many it stands for. */
export function cellText({ block, blocks, part }: Cell, texts: SessionTexts, format: Format): string {
  if (block === null) {
    return blocks === 0 ? texts.around : format.plural(blocks, ...texts.smaller);
  }
  if (part === 'tool_schema' && block.tool !== null) return block.tool;
  const line = block.preview?.split('\n').find((text) => text.trim() !== '');
  return line === undefined ? texts.notKept : line.trim().slice(0, MOST);
}
