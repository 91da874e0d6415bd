import { Dialog } from '../components/Dialog.tsx';
import { useLanguage, useTexts } from '../texts/index.ts';
import { COMMAND } from './command-key.ts';
import { PANELS } from './registry.ts';
import { TEXTS } from './texts.ts';

const KEYS = [
  ['j', 'k', 'move'],
  ['Enter', null, 'open'],
  ['Esc', null, 'escape'],
  ['/', null, 'filter'],
  ['p', null, 'pause'],
  ['w', null, 'waiting'],
  [COMMAND.trim(), 'K', 'palette'],
  ['?', null, 'help'],
] as const;

export function Help({ open, onClose }: { open: boolean; onClose(): void }) {
  const language = useLanguage();
  const texts = useTexts(TEXTS);
  return (
    <Dialog open={open} onClose={onClose} title={texts.keys}>
      <dl className="keys">
        {KEYS.map(([first, second, what]) => (
          <div key={what}>
            <dt>
              <kbd className="key">{first}</kbd> {second !== null && <kbd className="key">{second}</kbd>}
            </dt>
            <dd>{texts.keysOf[what]}</dd>
          </div>
        ))}
        {PANELS.filter(({ shortcut }) => shortcut !== null).map(({ id, shortcut, title }) => (
          <div key={id}>
            <dt>
              <kbd className="key">g</kbd> <kbd className="key">{shortcut}</kbd>
            </dt>
            <dd>{title[language]}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
