import { ConfirmationCard } from '../../components/confirmations/ConfirmationCard.tsx';
import { useConfirmations } from '../../data/confirmations.ts';
import { useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

/** All calls that wait for a person. */
export function WaitingList() {
  const texts = useTexts(TEXTS);
  const waiting = useConfirmations();
  if (waiting.length === 0) return null;
  return (
    <section className="panel mcp-waiting" aria-label={texts.waiting}>
      <h2>
        <span className="warn" aria-hidden="true">
          ◔
        </span>{' '}
        {texts.waiting}
      </h2>
      {waiting.map((one) => (
        <ConfirmationCard key={one.id} confirmation={one} />
      ))}
    </section>
  );
}
