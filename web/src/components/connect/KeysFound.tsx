import type { ConnectView } from '../../../../src/contract/connect.ts';
import { useFormat, useSentence, useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

/** Which providers can be asked by now, and how many wait for a key; the page behind the link says why. */
export function KeysFound({ providers, href }: { providers: ConnectView['providers']; href: string }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const say = useSentence();
  const isOurs = (name: string): boolean => name === 'test';
  const on = providers.filter((provider) => provider.on && !isOurs(provider.name));
  const off = providers.filter((provider) => !provider.on).length;
  return (
    <p className="row">
      <span className="quiet">{texts.keys}</span>
      {on.length === 0 && <span>{texts.noKeys}</span>}
      {on.map(({ name, why }) => (
        <span key={name} className="tag ok" title={say(why)}>
          ✓ <bdi>{name}</bdi>
        </span>
      ))}
      {off > 0 && <a href={href}>{format.plural(off, ...texts.off)}</a>}
    </p>
  );
}
