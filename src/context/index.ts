export { placeBlocks } from './place.ts';
export type { Block, PlacedBlock, PlacedContext } from './port.ts';
