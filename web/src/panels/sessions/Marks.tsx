import { Pin } from 'lucide-react';
import type { SessionView } from '../../../../src/contract/session.ts';
import { useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

/** Whether a session is pinned, or the current one. */
export function Marks({ session }: { session: SessionView }) {
  const texts = useTexts(TEXTS);
  if (session.is_pinned) {
    return (
      <span className="tag accent" title={texts.pinHint}>
        <Pin size={10} aria-hidden="true" /> {texts.pinned}
      </span>
    );
  }
  if (!session.is_active) return null;
  return (
    <span className="tag" title={texts.currentHint}>
      ● {texts.current}
    </span>
  );
}
