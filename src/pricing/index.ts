export { createPriceBook, type PriceBook } from './book.ts';
export { costOf, costWith } from './cost.ts';
export type { PricedModel, Prices, Rates } from './port.ts';
export { whatIf } from './what-if.ts';
