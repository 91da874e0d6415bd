import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTexts } from '../texts/index.ts';
import { copyText } from './clipboard.ts';
import { TEXTS } from './texts.ts';

/** How long it says that it was copied, in ms. */
const SAID_MS = 1500;

export interface CopyButtonProps {
  /** What is copied; a function is asked when it is needed. */
  text: string | (() => string | Promise<string>);
  /** What the button says; an icon alone, with "Copy" as its name, where it is left out. */
  label?: string;
  /** What is copied, for who does not see where the button stands: "Copy: base URL". */
  of?: string;
}

export function CopyButton({ text, label, of }: CopyButtonProps) {
  const texts = useTexts(TEXTS);
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), SAID_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async (): Promise<void> => {
    try {
      await copyText(typeof text === 'string' ? text : await text());
      setState('copied');
    } catch {
      setState('failed');
    }
  };
  const said = state === 'copied' ? texts.copied : state === 'failed' ? texts.copyFailed : (label ?? null);
  const name = of === undefined ? texts.copy : `${texts.copy}: ${of}`;
  return (
    <button
      type="button"
      className={label === undefined ? 'button plain square' : 'button'}
      onClick={copy}
      aria-label={label === undefined ? name : undefined}
      title={name}
    >
      {state === 'copied' ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
      {label !== undefined && said}
      <span className="visually-hidden" role="status">
        {state === 'idle' ? '' : said}
      </span>
    </button>
  );
}
