import { Component, type ReactNode } from 'react';
import { currentLanguage } from './preferences.ts';
import { TEXTS } from './texts.ts';

/** Keeps a part that fails from taking the rest of the page with it, and says what happened. */
export class Boundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const texts = TEXTS[currentLanguage()];
    return (
      <section className="panel stack" role="alert">
        <h2>{texts.broken}</h2>
        <p>{texts.brokenLead}</p>
        <pre>{String(error.stack ?? error.message)}</pre>
        <p>
          <button type="button" className="button" onClick={() => window.location.reload()}>
            {texts.reload}
          </button>
        </p>
      </section>
    );
  }
}
