import type { ReactNode, Ref } from 'react';

export interface ScrollerProps {
  /** What is in it. */
  label: string;
  className?: string;
  ref?: Ref<HTMLDivElement>;
  children: ReactNode;
}

/** Something that may be larger than its place, a wide table for example: it scrolls in itself, by keys too. */
export function Scroller({ label, className = '', ref, children }: ScrollerProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys
    <div ref={ref} role="group" className={`scroller ${className}`} tabIndex={0} aria-label={label}>
      {children}
    </div>
  );
}
