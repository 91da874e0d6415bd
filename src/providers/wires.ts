import type { ProviderConfig } from '../config/index.ts';
import type { ProtocolName } from '../contract/index.ts';

/** How a wire language is spoken over HTTP, whoever speaks it. */
export interface Wire {
  protocol: ProtocolName;
  /** With the version path, no trailing slash. Empty where the answers come from this process. */
  baseUrl: string;
  /** The headers (lower case) that carry a key. */
  credentialHeaders(key: string): Record<string, string>;
  /** Headers that must be there, and are added where the client has none. */
  headers: Readonly<Record<string, string>>;
}

/** The version that Anthropic's requests name (platform.claude.com/docs/en/api/versioning). */
const ANTHROPIC_VERSION = { 'anthropic-version': '2023-06-01' };
const NONE = {};

function bearer(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}

/** Log-in tokens (`sk-ant-oat…`) go as a bearer's, keys as `x-api-key` (platform.claude.com/docs/en/api/overview). */
function anthropicKey(key: string): Record<string, string> {
  return key.startsWith('sk-ant-oat') ? bearer(key) : { 'x-api-key': key };
}

/**
 * Others that speak Anthropic's language look for the key in either place: Kimi in `x-api-key`, OpenRouter and
 * Moonshot where Claude Code puts `ANTHROPIC_AUTH_TOKEN` (their guides for Claude Code, see the presets).
 */
function eitherKey(key: string): Record<string, string> {
  return { ...bearer(key), 'x-api-key': key };
}

function googleKey(key: string): Record<string, string> {
  return { 'x-goog-api-key': key };
}

/** A provider's wire in one language, at one of its addresses. */
export function wireAt(provider: ProviderConfig, protocol: ProtocolName, baseUrl: string): Wire {
  switch (protocol) {
    case 'anthropic-messages': {
      const credentialHeaders = provider.type === 'anthropic' ? anthropicKey : eitherKey;
      return { protocol, baseUrl, credentialHeaders, headers: ANTHROPIC_VERSION };
    }
    case 'gemini':
      return { protocol, baseUrl, credentialHeaders: googleKey, headers: NONE };
    default:
      return { protocol, baseUrl, credentialHeaders: bearer, headers: NONE };
  }
}
