import type { PanelProps } from '../../app/panel.ts';
import { ServerPage } from './ServerPage.tsx';
import { ServersPage } from './ServersPage.tsx';

/** MCP servers, or one of them with its tools. */
export default function Mcp({ params }: PanelProps) {
  const { server } = params;
  return server === undefined ? <ServersPage /> : <ServerPage key={server} name={server} />;
}
