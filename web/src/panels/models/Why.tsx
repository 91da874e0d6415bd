import type { ProviderView } from '../../../../src/contract/api.ts';
import { Sentence } from '../../components/text/Sentence.tsx';
import { useSentence, useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';
import { reasonOf } from './why.ts';

/** Why a provider is on or off, and what would turn it on; the server's own words are its title. */
export function Why({ provider }: { provider: ProviderView }) {
  const { reasons } = useTexts(TEXTS);
  const say = useSentence();
  const reason = reasonOf(provider);
  const said = ((): string | null => {
    switch (reason.kind) {
      case 'built-in':
        return reasons.builtIn;
      case 'disabled':
        return reasons.disabled;
      case 'key':
        return reasons.key;
      case 'keyless':
        return reasons.keyless;
      case 'set-key':
        return reasons.setKey(reason.variable);
      case 'set-key-or-log-in':
        return `${reasons.setKey(reason.variable)}, ${reasons.orLogIn}`;
      case 'log-in':
        return reasons.logIn;
      case 'name-it':
        return reasons.nameIt;
      case 'other':
        return null;
    }
  })();
  if (said === null) return <Sentence text={provider.why} />;
  return <span title={say(provider.why)}>{said}</span>;
}
