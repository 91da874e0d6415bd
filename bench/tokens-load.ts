// `node --import tsx bench/tokens-load.ts NAME`: loads one vocabulary in a process of its own and says what that takes.
import { loadTokenizer, type Vocabulary } from '../src/tokens/index.ts';

const [name] = process.argv.slice(2);
// What loading any of them takes, such as this code, is not this one's.
await loadTokenizer(name === 'cl100k_base' ? 'o200k_base' : 'cl100k_base');
globalThis.gc?.();
const before = process.memoryUsage.rss();
const start = performance.now();
const tokenizer = await loadTokenizer(name as Vocabulary);
const loadMs = performance.now() - start;
tokenizer.count('The first text.');
console.log(JSON.stringify({ loadMs, bytes: process.memoryUsage.rss() - before }));
