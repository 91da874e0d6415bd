import type { ReactNode } from 'react';

/** What may be wider or higher than its place: it scrolls by itself, and so can be reached and moved by keyboard. */
export function Scroller({
  name,
  className = 'scroller',
  children,
}: {
  name: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must have the focus to be scrolled by keys
    <section className={className} tabIndex={0} aria-label={name}>
      {children}
    </section>
  );
}
