import type { ProtocolName } from '../../contract/index.ts';
import type { KnownModel, ProviderType } from '../types.ts';

/** What is known of a provider without any configuration. */
export interface Preset {
  name: string;
  /** What a person calls it. */
  title: string;
  type: ProviderType;
  /** With the version path, no trailing slash. */
  baseUrl: string;
  /** Wire languages that it speaks besides its type's own, each with the base URL for it. */
  endpoints: Partial<Record<ProtocolName, string>>;
  /** Variables that hold its key, the first one preferred. Empty: it needs no key. */
  keyVariables: readonly string[];
  /**
   * A variable that says where a server without key listens (`OLLAMA_HOST`), with its usual port; such a
   * provider is on only where this variable or the configuration names it.
   */
  host: { variable: string; port: number } | null;
  /** The shape of a client's own credential that may be passed on without a key of ours; null: never. */
  clientShape: RegExp | null;
  includeUsage: boolean;
  listsModels: boolean;
  /** Said of it where it is on. */
  note: string | null;
  models: readonly KnownModel[];
}
