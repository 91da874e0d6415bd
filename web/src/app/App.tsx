import { useEffect, useState } from 'react';
import { hasSentences, LanguageProvider, loadSentences } from '../texts/index.ts';
import { usePreferences } from './preferences.ts';
import { Shell } from './Shell.tsx';

export function App() {
  const { language } = usePreferences();
  const [shown, setShown] = useState(language);
  // Another language shows once its sentences are there: nothing changes twice.
  useEffect(() => {
    let isWanted = true;
    void loadSentences(language).then(() => isWanted && setShown(language));
    return () => {
      isWanted = false;
    };
  }, [language]);
  return (
    <LanguageProvider language={hasSentences(language) ? language : shown}>
      <Shell />
    </LanguageProvider>
  );
}
