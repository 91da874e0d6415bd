import { useEffect, useLayoutEffect } from 'react';
import { usePlace } from './location.ts';

/** After so long (ms) at rest, a place is kept. */
const REST_MS = 60;
/** So many frames a page has to become long enough for the place that it had. */
const MOST_FRAMES = 120;

interface Kept {
  scroll?: number;
}

/** Scrolls there once the page is long enough; whoever scrolls meanwhile is left where they go. */
function scrollWhenLong(target: number): () => void {
  let frame = 0;
  let frames = 0;
  const step = (): void => {
    const { scrollHeight } = document.documentElement;
    if (scrollHeight - window.innerHeight >= target || ++frames > MOST_FRAMES) {
      window.scrollTo({ top: target });
      stop();
    } else frame = requestAnimationFrame(step);
  };
  const stop = (): void => {
    cancelAnimationFrame(frame);
    for (const name of ['wheel', 'touchstart', 'keydown']) window.removeEventListener(name, stop);
  };
  for (const name of ['wheel', 'touchstart', 'keydown'])
    window.addEventListener(name, stop, { passive: true });
  step();
  return stop;
}

/** A new page begins at its top; Back, Forward and a reload bring back where the reader was. */
export function useScrollPlace(): void {
  const { path } = usePlace();
  useEffect(() => {
    window.history.scrollRestoration = 'manual';
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the page that changes, whatever is read of it
  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const keep = (): void => {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(() => {
        window.history.replaceState({ ...window.history.state, scroll: window.scrollY }, '');
      }, REST_MS);
    };
    const stop = scrollWhenLong((window.history.state as Kept | null)?.scroll ?? 0);
    window.addEventListener('scroll', keep, { passive: true });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
      window.removeEventListener('scroll', keep);
    };
  }, [path]);
}
