import { LanguageProvider } from '../texts/index.ts';
import { usePreferences } from './preferences.ts';
import { Shell } from './Shell.tsx';

export function App() {
  const { language } = usePreferences();
  return (
    <LanguageProvider language={language}>
      <Shell />
    </LanguageProvider>
  );
}
