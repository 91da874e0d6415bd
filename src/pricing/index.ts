export { createPriceBook, type PriceBook } from './book.ts';
export { costOf, costWith, ratesFor } from './cost.ts';
export type { PricedModel, Prices, Rates } from './port.ts';
export { createWhatIf, type WhatIf } from './what-if.ts';
