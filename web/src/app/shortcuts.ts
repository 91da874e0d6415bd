import { useEffect, useRef } from 'react';

/** How long after `g` its letter may come, in ms. */
const CHORD_MS = 1500;

/** What single keys and `g` with a letter do. Keys are as the event names them. */
export interface Shortcuts {
  keys: Record<string, (event: KeyboardEvent) => void>;
  afterG?: Record<string, () => void>;
}

/** Whether a key is meant for what has the focus: a field that takes text, or something that has its own keys. */
function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  // What is wider than its place is scrolled by arrows.
  const isWider = target.matches('.scroller') && target.scrollWidth > target.clientWidth;
  if (isWider && event.key.startsWith('Arrow')) return true;
  return (
    target.isContentEditable ||
    target.closest('input, textarea, select, [role="menu"], [role="listbox"]') !== null
  );
}

/** Binds keys for as long as the component is there. Where a dialog is open, only its own keys work. */
export function useShortcuts({ keys, afterG = {} }: Shortcuts): void {
  const bound = useRef({ keys, afterG });
  useEffect(() => {
    bound.current = { keys, afterG };
  });
  useEffect(() => {
    let armedUntil = 0;
    const press = (event: KeyboardEvent): void => {
      if (
        event.defaultPrevented ||
        event.altKey ||
        document.querySelector('[role="dialog"][data-state="open"]')
      )
        return;
      const withCommand = event.ctrlKey || event.metaKey;
      if (isTyping(event) && !withCommand) return;
      const now = performance.now();
      const chord = now < armedUntil && !withCommand ? bound.current.afterG[event.key] : undefined;
      armedUntil = 0;
      if (chord !== undefined) {
        event.preventDefault();
        chord();
        return;
      }
      if (event.key === 'g' && !withCommand && Object.keys(bound.current.afterG).length > 0) {
        armedUntil = now + CHORD_MS;
        return;
      }
      const run = bound.current.keys[withCommand ? `mod+${event.key.toLowerCase()}` : event.key];
      if (run === undefined) return;
      event.preventDefault();
      run(event);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
