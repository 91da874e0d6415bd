import type { ProtocolName } from '../contract/index.ts';

/** What differs from one type of provider to the next. */
export interface ProviderKind {
  /** The wire language that it speaks at its `base_url`; `endpoints` may name more. */
  readonly protocol: ProtocolName;
  /** True where the answers come from this process (`createTestProvider`) and not from `base_url`. */
  readonly builtIn: boolean;
}
