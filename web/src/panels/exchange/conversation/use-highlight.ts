import { type RefObject, useEffect } from 'react';

const NAME = 'found';
/** Places that are marked at most. */
const MOST = 2000;

/** Where a text stands in what is shown, whatever its case. */
function rangesOf(root: Node, text: string): Range[] {
  const wanted = text.toLowerCase();
  const ranges: Range[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null && ranges.length < MOST; node = walker.nextNode()) {
    const content = (node.nodeValue ?? '').toLowerCase();
    // A letter whose small form is longer would put every place behind it in the wrong one.
    if (content.length !== node.nodeValue?.length) continue;
    for (let at = content.indexOf(wanted); at >= 0; at = content.indexOf(wanted, at + wanted.length)) {
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      ranges.push(range);
      if (ranges.length >= MOST) break;
    }
  }
  return ranges;
}

/** Marks a text where it is shown, without changing what is shown; nothing where a browser cannot. */
export function useHighlight(place: RefObject<HTMLElement | null>, text: string): void {
  useEffect(() => {
    const root = place.current;
    if (root === null || text === '' || typeof CSS === 'undefined' || !('highlights' in CSS)) return;
    const mark = (): void => {
      CSS.highlights.set(NAME, new Highlight(...rangesOf(root, text)));
    };
    mark();
    const observer = new MutationObserver(mark);
    observer.observe(root, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      CSS.highlights.delete(NAME);
    };
  }, [place, text]);
}
