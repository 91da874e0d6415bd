/** Longest name of a tool that is looked at; providers take 64 to 128 characters. */
const MAX_NAME = 256;

/**
 * How clients name the tools of MCP servers for a model. A name that has none of these forms is not known to be of a
 * server (OpenCode joins the two with one underscore, as many a tool's own name has it).
 */
const FORMS: readonly RegExp[] = [
  // Claude Code, Codex, Kimi Code, Qwen Code: mcp__server__tool. Codex names a server's whole list mcp__server.
  /^mcp__(?<server>.+?)(?:__(?<tool>.+))?$/s,
  // Gemini CLI: mcp_server_tool, where a server's name has no underscore.
  /^mcp_(?<server>[^_]+)_(?<tool>.+)$/s,
  // Cline: a key made up for the server, 0mcp0, the tool.
  /^(?<server>.+?)0mcp0(?<tool>.+)$/s,
  // Gemini CLI before, where two servers have a tool of one name, and gateways: server__tool.
  /^(?<server>[^_].*?)__(?<tool>.+)$/s,
];

/** The MCP server that a tool's name says it is of; null where it says none. */
export function mcpServerOf(tool: string | null): string | null {
  if (tool === null || tool.length > MAX_NAME) return null;
  for (const form of FORMS) {
    const server = form.exec(tool)?.groups?.server;
    if (server !== undefined) return server;
  }
  return null;
}
