import type { ProviderConfig, ProviderType } from '../config/index.ts';
import type { ProtocolName } from '../contract/index.ts';
import type { ProviderKind } from './kind.ts';
import { type Wire, wireAt } from './wires.ts';

/** One line for each type. */
const KINDS: Record<ProviderType, ProviderKind> = {
  kimi: { protocol: 'openai-chat', builtIn: false },
  'openai-compatible': { protocol: 'openai-chat', builtIn: false },
  'openai-responses': { protocol: 'openai-responses', builtIn: false },
  anthropic: { protocol: 'anthropic-messages', builtIn: false },
  gemini: { protocol: 'gemini', builtIn: false },
  test: { protocol: 'openai-chat', builtIn: true },
};

/** How a provider is spoken to. */
export function providerKind(provider: Pick<ProviderConfig, 'type'>): ProviderKind {
  return KINDS[provider.type];
}

const wires = new WeakMap<ProviderConfig, Map<ProtocolName, Wire>>();

/**
 * How a provider is reached by a client of this protocol: in the same one where it speaks that, else in its own, and
 * then what is said must be converted.
 */
export function wireFor(provider: ProviderConfig, protocol: ProtocolName): Wire {
  let known = wires.get(provider);
  if (known === undefined) {
    known = new Map();
    wires.set(provider, known);
  }
  let wire = known.get(protocol);
  if (wire === undefined) {
    const own = KINDS[provider.type].protocol;
    const address = protocol === own ? provider.baseUrl : provider.endpoints[protocol];
    wire =
      address === undefined ? wireAt(provider, own, provider.baseUrl) : wireAt(provider, protocol, address);
    known.set(protocol, wire);
  }
  return wire;
}

/** A provider's own wire, for what belongs to no protocol. */
export function ownWire(provider: ProviderConfig): Wire {
  return wireFor(provider, KINDS[provider.type].protocol);
}
