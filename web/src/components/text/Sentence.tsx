import { useSaid } from '../../texts/index.ts';
import { VisibleText } from './VisibleText.tsx';

/**
 * A sentence that the program says, in the page's language: what was translated has the original as its title, and what
 * is not known is marked as English. Characters that deceive are marks, as in any text of others.
 */
export function Sentence({ text }: { text: string }) {
  const { text: said, ...marked } = useSaid(text);
  return (
    <bdi {...marked}>
      <VisibleText text={said} />
    </bdi>
  );
}
