import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Built by scripts/bundle-web.mjs, which says where to. Nothing is inlined: the page's policy allows files alone. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  build: {
    target: ['chrome123', 'firefox121', 'safari17.5'],
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
