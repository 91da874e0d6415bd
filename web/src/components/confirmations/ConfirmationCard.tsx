import { Check, X } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import type { McpConfirmation } from '../../../../src/contract/mcp.ts';
import { useDecision } from '../../data/confirmations.ts';
import { useNow } from '../../data/use-now.ts';
import { useFormat, useTexts } from '../../texts/index.ts';
import { Failure } from '../States.tsx';
import { Name } from '../text/Name.tsx';
import { shownArguments } from './shown-arguments.ts';
import { TEXTS } from './texts.ts';

const TICK_MS = 1000;

function TimeLeft({ until }: { until: string }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const left = Date.parse(until) - useNow(TICK_MS);
  if (Number.isNaN(left)) return null;
  const seconds = Math.ceil(left / 1000) * 1000;
  return (
    <span className={left < 15_000 ? 'bad' : 'quiet'}>
      {left <= 0 ? texts.over : texts.left(format.duration(seconds))}
    </span>
  );
}

/** A call that waits for a person: who wants what, with which arguments, and the decision. */
export function ConfirmationCard({ confirmation }: { confirmation: McpConfirmation }) {
  const texts = useTexts(TEXTS);
  const frame = useRef<HTMLElement>(null);
  const decision = useDecision();
  useLayoutEffect(() => {
    const element = frame.current;
    // Decided or expired, it goes away; who was in it goes on from the content.
    return () => {
      if (element?.contains(document.activeElement)) document.getElementById('content')?.focus();
    };
  }, []);
  const { id, server, tool, client, session_id } = confirmation;
  const shown = shownArguments(confirmation.arguments);
  const who = [client.name, client.version].filter((part) => part !== null).join(' ') || texts.someone;
  // Not disabled while it is under way: that would take the focus away.
  const decide = (approve: boolean): void => {
    if (!decision.isPending) decision.mutate({ id, approve });
  };
  return (
    <article ref={frame} className="confirmation" aria-label={texts.asks(who, tool, server)}>
      <p className="confirmation-what">
        <b className="mono">
          <Name text={tool} />
        </b>{' '}
        <span className="quiet">
          {texts.server} <Name text={server} /> · {texts.client} <Name text={who} />
          {session_id !== null && (
            <>
              {' · '}
              <a href={`#/sessions/${session_id}`}>
                {texts.session} {session_id}
              </a>
            </>
          )}
        </span>
      </p>
      {shown === null ? (
        <p className="quiet">{texts.noArguments}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        <pre className="well" tabIndex={0} role="group" aria-label={texts.arguments}>
          {shown}
        </pre>
      )}
      <div className="row">
        <button
          type="button"
          className="button"
          data-refuse
          aria-disabled={decision.isPending}
          onClick={() => decide(false)}
        >
          <X size={14} aria-hidden="true" />
          {texts.refuse}
        </button>
        <button
          type="button"
          className="button primary"
          aria-disabled={decision.isPending}
          onClick={() => decide(true)}
        >
          <Check size={14} aria-hidden="true" />
          {texts.allow}
        </button>
        <TimeLeft until={confirmation.expires_at} />
      </div>
      {decision.isError && <Failure error={decision.error} />}
    </article>
  );
}
