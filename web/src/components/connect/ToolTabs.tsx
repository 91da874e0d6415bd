import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import type { ConnectEntry } from '../../../../src/contract/connect.ts';
import { useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

/** Where a key leads among `count` tabs; null: nowhere. */
function stepOf(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowLeft':
    case 'ArrowUp':
      return (at - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

export interface ToolTabsProps {
  tools: readonly ConnectEntry[];
  shown: string;
  onShow(id: string): void;
  children: ReactNode;
}

/** Tools as tabs: one stop of the Tab key, arrows go from one to the next. */
export function ToolTabs({ tools, shown, onShow, children }: ToolTabsProps) {
  const texts = useTexts(TEXTS);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const press = (event: KeyboardEvent): void => {
    const at = tools.findIndex((tool) => tool.id === shown);
    const next = stepOf(event.key, at, tools.length);
    const tool = next === null ? undefined : tools[next];
    if (next === null || tool === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onShow(tool.id);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus();
  };
  return (
    <div className="connect-tabs">
      <div ref={list} role="tablist" aria-label={texts.tools} className="tool-tabs" onKeyDown={press}>
        {tools.map((tool) => (
          <button
            key={tool.id}
            type="button"
            role="tab"
            id={`${id}-${tool.id}`}
            aria-selected={tool.id === shown}
            aria-controls={`${id}-panel`}
            tabIndex={tool.id === shown ? 0 : -1}
            className="tool-tab"
            onClick={() => onShow(tool.id)}
          >
            {tool.name}
            {(tool.connected === true || tool.found === true) && (
              <span className={tool.connected ? 'small ok' : 'small quiet'}>
                <span aria-hidden="true">✓</span> {tool.connected ? texts.connected : texts.foundShort}
              </span>
            )}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${shown}`} className="stack">
        {children}
      </div>
    </div>
  );
}
