import { useLayoutEffect, useRef } from 'react';

/** From this width on there is room for two columns; see .content.split in styles/shell.css. */
const TWO_COLUMNS = '(min-width: 75rem)';

/**
 * Where what is opened stands above the page and not beside it, the page goes there, and back to where the reader was
 * when it is closed.
 */
export function useBesideScroll(openId: string | null): void {
  const left = useRef<number | null>(null);
  const isOpen = openId !== null;
  useLayoutEffect(() => {
    if (isOpen) {
      if (window.matchMedia(TWO_COLUMNS).matches) return;
      left.current = window.scrollY;
      window.scrollTo({ top: 0 });
    } else if (left.current !== null) {
      window.scrollTo({ top: left.current });
      left.current = null;
    }
  }, [isOpen]);
}
