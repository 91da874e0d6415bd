import type { McpServerView } from '../../../../src/contract/mcp.ts';
import { Failure } from '../../components/States.tsx';
import { useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';
import type { useControl } from './use-servers.ts';

type Control = ReturnType<typeof useControl>;

/** Starts what does not run, stops and restarts what does. Nothing for what the configuration keeps off. */
export function Controls({ server, control }: { server: McpServerView; control: Control }) {
  const texts = useTexts(TEXTS);
  if (server.state === 'off') return null;
  const runs = ['ready', 'starting', 'waiting'].includes(server.state);
  const act = (action: 'start' | 'stop' | 'restart') => () => {
    if (!control.isPending) control.mutate(action);
  };
  const toggle = runs ? 'stop' : 'start';
  const named = (action: 'start' | 'stop' | 'restart') => (
    <>
      {control.isPending && control.variables === action ? texts.working : texts[action]}
      <span className="visually-hidden"> {server.name}</span>
    </>
  );
  return (
    <span className="mcp-controls">
      <button type="button" className="button" aria-disabled={control.isPending} onClick={act(toggle)}>
        {named(toggle)}
      </button>
      {runs && (
        <button type="button" className="button" aria-disabled={control.isPending} onClick={act('restart')}>
          {named('restart')}
        </button>
      )}
    </span>
  );
}

/** What starting or stopping has come to. */
export function ControlOutcome({ control }: { control: Control }) {
  const texts = useTexts(TEXTS);
  return (
    <div role="status" className="mcp-outcome">
      {control.isError && <Failure error={control.error} />}
      {control.data !== undefined && !control.isPending && (
        <p className={`notice ${control.data.server.state === 'down' ? 'bad' : 'ok'}`}>
          {texts.done[control.data.action](control.data.server.name, texts.states[control.data.server.state])}
        </p>
      )}
    </div>
  );
}
