import type { McpCallView } from '../../../../../src/contract/mcp.ts';
import { hrefOf } from '../../../app/location.ts';
import { Sentence } from '../../../components/text/Sentence.tsx';
import { isTheirWords } from '../../../components/their-words.ts';
import { UNKNOWN, useFormat, useTexts } from '../../../texts/index.ts';
import { State } from '../State.tsx';
import { OUTCOME_SIGNS } from '../states.ts';
import { TEXTS } from '../texts.ts';
import { ToolName } from './ToolName.tsx';

function Size({ of }: { of: McpCallView['arguments'] | null }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  if (of === null) return UNKNOWN;
  return (
    <>
      {format.bytes(of.bytes)}{' '}
      <span className="quiet" title={of.tokens === null ? texts.notCounted : undefined}>
        {texts.tokens(format.count(of.tokens))}
      </span>
    </>
  );
}

/** A call that ended. */
export function CallRow({ call, withServer }: { call: McpCallView; withServer: boolean }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const { outcome, refusal, message, client, server, tool } = call;
  const why = refusal === null ? null : texts.refusals[refusal];
  return (
    <tr>
      <td className="mcp-when" title={format.dateTime(call.started_at)}>
        {format.time(call.started_at)}
      </td>
      <td className="mcp-outcome-cell">
        <State of={OUTCOME_SIGNS[outcome]} word={texts.outcomes[outcome]} />
        {(why !== null || message !== null) && (
          <p className="small quiet mcp-message" title={message ?? undefined}>
            {why}
            {why !== null && message !== null && ': '}
            {message !== null && (isTheirWords(call) ? <bdi>{message}</bdi> : <Sentence text={message} />)}
          </p>
        )}
      </td>
      <td>
        <a className="plain-link mono" href={hrefOf(`/mcp/${encodeURIComponent(server)}`, { tool })}>
          <ToolName server={withServer ? server : null} tool={tool} />
        </a>
      </td>
      <td>
        <bdi title={client.version ?? undefined}>{client.name ?? texts.from[call.from]}</bdi>
        {call.session_id !== null && (
          <>
            {' '}
            <a href={`#/sessions/${call.session_id}`}>#{call.session_id}</a>
          </>
        )}
      </td>
      <td className="number">{format.duration(call.waited_ms)}</td>
      <td className="number">{format.duration(call.total_ms)}</td>
      <td className="number">
        <Size of={call.arguments} />
      </td>
      <td className="number">
        <Size of={call.result} />
      </td>
    </tr>
  );
}
