import { Name } from '../../../components/text/Name.tsx';

/** A tool, with its server where it is not plain; however long, on two lines at most. */
export function ToolName({ server, tool }: { server: string | null; tool: string }) {
  return (
    <span className="mcp-tool-name" title={tool}>
      {server !== null && (
        <>
          <Name className="quiet" text={server} />{' '}
        </>
      )}
      <Name text={tool} />
    </span>
  );
}
