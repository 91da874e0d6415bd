import * as Radix from '@radix-ui/react-dialog';
import { Command, useCommandState } from 'cmdk';
import { useSessions } from '../data/queries.ts';
import { LANGUAGES, useLanguage, useTexts } from '../texts/index.ts';
import { goTo, hrefOf } from './location.ts';
import { homeOf } from './panel.ts';
import { setPreferences, THEMES } from './preferences.ts';
import { PANELS } from './registry.ts';
import { TEXTS } from './texts.ts';

/** A list of options has to have one: this one says that there is none, and cannot be chosen. */
function NothingFound() {
  const texts = useTexts(TEXTS);
  if (useCommandState(({ filtered }) => filtered.count) > 0) return null;
  return (
    <Command.Item forceMount disabled>
      {texts.nothingFound}
    </Command.Item>
  );
}

/** Pages, sessions and settings by name. Loaded when it is first asked for. */
export default function Palette({ onClose }: { onClose(): void }) {
  const language = useLanguage();
  const texts = useTexts(TEXTS);
  const sessions = useSessions();
  const doing = (run: () => void) => () => {
    onClose();
    run();
  };
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="overlay" />
        <Radix.Content className="dialog palette" aria-describedby={undefined}>
          <Radix.Title className="visually-hidden">{texts.palette}</Radix.Title>
          <Command label={texts.palette} loop>
            <Command.Input className="input" placeholder={texts.search} />
            <Command.List>
              <NothingFound />
              <Command.Group heading={texts.goTo}>
                {PANELS.filter(({ shortcut }) => shortcut !== null).map((panel) => (
                  <Command.Item
                    key={panel.id}
                    value={`page ${panel.id}`}
                    keywords={[panel.title[language]]}
                    onSelect={doing(() => goTo(homeOf(panel)))}
                  >
                    <panel.icon size={16} aria-hidden="true" />
                    <span>{panel.title[language]}</span>
                    <span className="spread">
                      <kbd className="key">g</kbd> <kbd className="key">{panel.shortcut}</kbd>
                    </span>
                  </Command.Item>
                ))}
              </Command.Group>
              {(sessions.data?.length ?? 0) > 0 && (
                <Command.Group heading={texts.sessions}>
                  {sessions.data?.slice(0, 50).map(({ id, name }) => (
                    <Command.Item
                      key={id}
                      value={`session ${id}`}
                      keywords={[name]}
                      onSelect={doing(() => goTo(hrefOf(`/sessions/${id}`)))}
                    >
                      <span className="one-line">{name}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading={texts.actions}>
                {THEMES.map((theme) => (
                  <Command.Item
                    key={theme}
                    value={`theme ${theme}`}
                    keywords={[texts.theme[theme]]}
                    onSelect={doing(() => setPreferences({ theme }))}
                  >
                    {texts.theme[theme]}
                  </Command.Item>
                ))}
                {LANGUAGES.map((one) => (
                  <Command.Item
                    key={one}
                    value={`language ${one}`}
                    keywords={[texts.language[one]]}
                    onSelect={doing(() => setPreferences({ language: one }))}
                  >
                    <span lang={one}>{texts.language[one]}</span>
                  </Command.Item>
                ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
