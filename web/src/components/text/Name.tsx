import { VisibleText } from './VisibleText.tsx';

/** A name that somebody else gave: it turns nothing around it, and what nobody would see of it is marked. */
export function Name({ text, className }: { text: string; className?: string }) {
  return (
    <bdi className={className}>
      <VisibleText text={text} />
    </bdi>
  );
}
