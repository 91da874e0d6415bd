import { useQuery } from '@tanstack/react-query';
import type { ConnectView } from '../../../../src/contract/connect.ts';
import { callApi } from '../../data/api.ts';
import { useTexts } from '../../texts/index.ts';
import { Failure, Waiting } from '../States.tsx';
import { KeysFound } from './KeysFound.tsx';
import { Tool } from './Tool.tsx';
import { ToolTabs } from './ToolTabs.tsx';
import { TEXTS } from './texts.ts';

export interface ConnectProps {
  /** The id of the tool that is shown; null: one that is installed here, else the first. */
  tool: string | null;
  onTool(id: string): void;
  /** The address of a page where providers are explained. */
  providersHref: string;
}

/** How each tool, SDK and curl is pointed here, as texts to copy, and which providers have a key. */
export function Connect({ tool, onTool, providersHref }: ConnectProps) {
  const texts = useTexts(TEXTS);
  const read = useQuery({
    queryKey: ['config', 'connect'],
    queryFn: ({ signal }) => callApi<ConnectView>('/api/connect', { signal }),
  });
  if (read.isError) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  if (read.isPending) {
    return (
      <div className="connect-waiting" aria-busy="true">
        <Waiting width="100%" />
      </div>
    );
  }
  const { tools, providers, needs_token: needsToken } = read.data;
  const shown = tools.find(({ id }) => id === tool) ?? tools.find(({ found }) => found === true) ?? tools[0];
  return (
    <div className="stack">
      {needsToken && <p className="notice">{texts.token}</p>}
      {shown !== undefined && (
        <ToolTabs tools={tools} shown={shown.id} onShow={onTool}>
          <Tool entry={shown} />
        </ToolTabs>
      )}
      <KeysFound providers={providers} href={providersHref} />
    </div>
  );
}
