import type { OwnTool } from '../../mcp/index.ts';
import { compositionTool } from './composition-tool.ts';
import type { OwnToolDeps } from './own-tool.ts';
import { recallTool } from './recall-tool.ts';
import { searchTool } from './search-tool.ts';
import { sessionsTool } from './sessions-tool.ts';
import { usageTool } from './usage-tool.ts';

export type { OwnToolDeps } from './own-tool.ts';

/** The tools that this program offers to models: what was used, what fills the context, what was said. They only read. */
export function ownTools(deps: OwnToolDeps): OwnTool[] {
  return [usageTool(deps), compositionTool(deps), searchTool(deps), recallTool(deps), sessionsTool(deps)];
}
