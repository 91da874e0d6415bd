import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { ApiError } from '../data/api.ts';
import { LiveProvider, LiveStore } from '../data/live/index.ts';
import '../styles/index.css';
import { loadSentences } from '../texts/index.ts';
import { App } from './App.tsx';
import { useHashPath } from './location.ts';
import { currentLanguage } from './preferences.ts';

/** Trouble that a second try may end: the program was not there, or failed itself. */
function mayRetry(times: number, error: Error): boolean {
  return times < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

const queries = new QueryClient({
  defaultOptions: {
    // What changes is told by events: nothing is read again because time passed or the window came to the front.
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: mayRetry,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

setNonce(document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '');

const live = new LiveStore(`${window.location.origin.replace(/^http/, 'ws')}/ws`);
live.start();

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
await loadSentences(currentLanguage());
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <LiveProvider store={live}>
        <Router hook={useHashPath} hrefs={(href) => `#${href}`}>
          <App />
        </Router>
      </LiveProvider>
    </QueryClientProvider>
  </StrictMode>,
);
