import { useState } from 'react';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { TEXTS } from '../form/texts.ts';
import { LongText } from './LongText.tsx';

/** Children that are drawn at once; more on demand. */
const STEP = 50;
/** Levels that are open at first. */
const OPEN_LEVELS = 2;
/** A branch with more children than this is closed at first. */
const OPEN_CHILDREN = 20;
const LONGEST_STRING = 400;

function Leaf({ value }: { value: unknown }) {
  if (typeof value === 'string') {
    return (
      <span className="json-string">
        "
        <bdi>
          <LongText text={value} step={LONGEST_STRING} inline />
        </bdi>
        "
      </span>
    );
  }
  return <span className="json-plain">{String(value)}</span>;
}

function Branch({ name, value, level }: { name: string | null; value: object; level: number }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const isList = Array.isArray(value);
  const keys = isList ? null : Object.keys(value);
  const count = isList ? value.length : (keys?.length ?? 0);
  const [open, setOpen] = useState(level < OPEN_LEVELS && count <= OPEN_CHILDREN);
  const [shown, setShown] = useState(STEP);
  const children = Array.from({ length: Math.min(shown, count) }, (_, index) => {
    const key = keys?.[index] ?? String(index);
    return { key, value: (value as Record<string, unknown>)[key] };
  });
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {name !== null && (
          <>
            <bdi className="json-key">{name}</bdi>:{' '}
          </>
        )}
        <span className="quiet">
          {isList ? '[…]' : '{…}'} {format.plural(count, ...(isList ? texts.items : texts.entries))}
        </span>
      </summary>
      {open && (
        <ul>
          {children.map((child) => (
            <li key={child.key}>
              <Node name={child.key} value={child.value} level={level + 1} />
            </li>
          ))}
          {count > shown && (
            <li>
              <button type="button" className="button small" onClick={() => setShown(shown + STEP)}>
                {texts.showMore(format.count(Math.min(STEP, count - shown)))}
              </button>
            </li>
          )}
        </ul>
      )}
    </details>
  );
}

function Node({ name, value, level }: { name: string | null; value: unknown; level: number }) {
  if (typeof value === 'object' && value !== null) return <Branch name={name} value={value} level={level} />;
  return (
    <span>
      {name !== null && (
        <>
          <bdi className="json-key">{name}</bdi>:{' '}
        </>
      )}
      <Leaf value={value} />
    </span>
  );
}

/** A value as a tree that opens; only what is open, and of that only a part at a time, is drawn. */
export function JsonTree({ value }: { value: unknown }) {
  return (
    <div className="json-tree mono">
      <Node name={null} value={value} level={0} />
    </div>
  );
}
