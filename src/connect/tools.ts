import type { Tool } from './tool.ts';
import { aider } from './tools/aider.ts';
import { claude } from './tools/claude.ts';
import { cline } from './tools/cline.ts';
import { codex } from './tools/codex.ts';
import { continueDev } from './tools/continue.ts';
import { cursor } from './tools/cursor.ts';
import { gemini } from './tools/gemini.ts';
import { generic } from './tools/generic.ts';
import { kimi } from './tools/kimi.ts';
import { opencode } from './tools/opencode.ts';
import { qwen } from './tools/qwen.ts';

/** Every tool that can be connected. A new one is a file in `tools/` and one line here. */
export const TOOLS: readonly Tool[] = [
  kimi,
  claude,
  codex,
  opencode,
  cline,
  continueDev,
  gemini,
  qwen,
  aider,
  cursor,
  generic,
];
