import { Download } from 'lucide-react';
import { withQuery } from '../../data/api.ts';
import { useTexts } from '../../texts/index.ts';
import { withTimes } from './drill.ts';
import type { Subject } from './queries.ts';
import { TEXTS } from './texts.ts';

/** The exchanges of which the page tells, as files. */
export function Downloads({ range, q }: Subject) {
  const texts = useTexts(TEXTS);
  const query = { q: withTimes(q, range) };
  return (
    <>
      {(['csv', 'json'] as const).map((format) => (
        <a
          key={format}
          className="button"
          href={withQuery(`/api/export/${format}`, query)}
          download
          title={texts.downloadHint}
        >
          <Download size={14} aria-hidden="true" /> {format.toUpperCase()}
        </a>
      ))}
    </>
  );
}
