import { ConfirmationCard } from '../components/confirmations/ConfirmationCard.tsx';
import { TEXTS } from '../components/confirmations/texts.ts';
import { useConfirmations, useConfirmationsLive } from '../data/confirmations.ts';
import { useFormat, useTexts } from '../texts/index.ts';
import { useShortcuts } from './shortcuts.ts';

/** How many calls of MCP tools wait for a person, beside a name in the navigation. */
export function WaitingCount() {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const { length } = useConfirmations();
  if (length === 0) return null;
  return (
    <span className="nav-count">
      <span aria-hidden="true">{format.count(length)}</span>
      <span className="visually-hidden">, {format.plural(length, ...texts.calls)}</span>
    </span>
  );
}

/**
 * What waits for a person, on every page: announced, and the oldest with its decision at hand. `hidden` on the page
 * that has them all.
 */
export function WaitingCalls({ hidden }: { hidden: boolean }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const waiting = useConfirmations();
  useConfirmationsLive();
  useShortcuts({ keys: { w: () => document.querySelector<HTMLElement>('[data-refuse]')?.focus() } });
  const [first] = waiting;
  const newest = waiting.at(-1);
  return (
    <>
      <p className="visually-hidden" role="status">
        {newest !== undefined &&
          `${format.plural(waiting.length, ...texts.calls)}: ${texts.asks(
            newest.client.name ?? texts.someone,
            newest.tool,
            newest.server,
          )}`}
      </p>
      {!hidden && first !== undefined && (
        <aside className="waiting-calls" aria-label={texts.waiting}>
          <p className="row">
            <b>
              <span className="warn" aria-hidden="true">
                ◔
              </span>{' '}
              {format.plural(waiting.length, ...texts.calls)}
            </b>
            {waiting.length > 1 && (
              <a className="spread" href="#/mcp">
                {format.plural(waiting.length - 1, ...texts.more)}
              </a>
            )}
          </p>
          <ConfirmationCard key={first.id} confirmation={first} />
        </aside>
      )}
    </>
  );
}
