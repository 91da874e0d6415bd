import { useMutation } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { McpAnswer, McpToolView } from '../../../../src/contract/mcp.ts';
import { Failure } from '../../components/States.tsx';
import { callApi } from '../../data/api.ts';
import { useTexts } from '../../texts/index.ts';
import { ArgumentsForm } from './form/ArgumentsForm.tsx';
import { readSchema } from './form/read-schema.ts';
import { TEXTS } from './form/texts.ts';
import { hintsOfTool } from './hints-of-tool.ts';
import { Result } from './result/Result.tsx';
import { serverPath } from './server-path.ts';

/** Calls a tool by hand: its arguments in a form, its answer below. The call is recorded as any other. */
export function TryTool({ server, tool }: { server: string; tool: McpToolView }) {
  const texts = useTexts(TEXTS);
  const field = useMemo(() => readSchema(tool.input_schema), [tool.input_schema]);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const call = useMutation({
    async mutationFn(args: Record<string, unknown>) {
      running.current = new AbortController();
      const began = performance.now();
      const answer = await callApi<McpAnswer>(serverPath(server, 'call'), {
        method: 'POST',
        body: { tool: tool.name, arguments: args },
        signal: running.current.signal,
      });
      return { answer, ms: performance.now() - began };
    },
  });
  const isCancelled = call.error instanceof DOMException && call.error.name === 'AbortError';
  return (
    <>
      <ArgumentsForm field={field} onCall={(args) => !call.isPending && call.mutate(args)}>
        <button type="submit" className="button primary" aria-disabled={call.isPending}>
          {call.isPending ? texts.calling : texts.call}
        </button>
        {call.isPending && (
          <button type="button" className="button" onClick={() => running.current?.abort()}>
            {texts.cancel}
          </button>
        )}
        {hintsOfTool(tool.annotations).some(({ name }) => name === 'destructive') && (
          <span className="warn">{texts.destructive}</span>
        )}
      </ArgumentsForm>
      {isCancelled && <p className="quiet">{texts.cancelled}</p>}
      {call.isError && !isCancelled && <Failure error={call.error} />}
      {call.data !== undefined && (
        <Result key={call.submittedAt} answer={call.data.answer} ms={call.data.ms} />
      )}
    </>
  );
}
