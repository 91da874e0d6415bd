export { countBlocks } from './blocks.ts';
export { packFrom } from './build-pack.ts';
export {
  type CalibrationRoute,
  type Calibrations,
  createCalibrations,
  type KnownCalibration,
} from './calibration/book.ts';
export { agreesWithOurs, isOdd } from './calibration/learn.ts';
export { predict } from './calibration/predict.ts';
export { lineFor, ratioOf } from './calibration/state.ts';
export {
  type ChatBlock,
  type CountableBlock,
  chatOverhead,
  endOfText,
  type Overhead,
  type Plan,
  planBlock,
} from './chat.ts';
export { countTokens, createTokenCounter, type TokenCounterOptions } from './counter.ts';
export { estimateTokens } from './estimate.ts';
export {
  type ChoiceFacts,
  modelsOf,
  type VocabularyChoice,
  vocabularyFor,
  vocabularyView,
} from './models/choose.ts';
export { type KindTexts, type MisfitTexts, NotThisVocabulary } from './not-this-vocabulary.ts';
export { addedFolder, packFile } from './pack-files.ts';
export { loadTokenizer } from './packs.ts';
export { ADDABLE, BUILT_IN, isAddable, type TokenCount, type TokenCounter, type Vocabulary } from './port.ts';
export { createStreamCounter, type StreamCounter } from './stream.ts';
export type { Template } from './templates/template.ts';
export type { Tokenizer } from './tokenizer.ts';
