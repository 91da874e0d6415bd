import type { ProviderConfig } from '../config/index.ts';
import { ProxyError } from '../exchange/index.ts';
import { type LlmMatch, type ParsedRequest, type Protocol, protocolNamed } from '../protocols/index.ts';
import { ownWire, type Wire, wireFor } from '../providers/index.ts';

/** How an exchange is spoken with one provider. */
export interface Lane {
  wire: Wire;
  /** The provider's protocol. */
  protocol: Protocol;
  /** Whether what is said must be converted: it is another than the client's, or the body holds what was made for another. */
  converts: boolean;
}

/** The lane to a provider. Throws `unsupported_conversion` for a call that only its own protocol knows. */
export function laneTo(match: LlmMatch, provider: ProviderConfig, request: ParsedRequest): Lane {
  const { target, protocol } = match;
  if (target.type !== 'operation') {
    const wire = ownWire(provider);
    return { wire, protocol: protocolNamed(wire.protocol), converts: false };
  }
  const wire = wireFor(provider, protocol.name);
  if (wire.protocol === protocol.name)
    return { wire, protocol, converts: target.operation.converts && protocol.holdsOurs(request.bytes) };
  if (!target.operation.converts) {
    throw new ProxyError(
      'unsupported_conversion',
      `${target.operation.path} is a call of ${protocol.name}, and ${provider.name} speaks ${wire.protocol}`,
      {
        hint: `ask a provider that speaks ${protocol.name}, or give ${provider.name} an address for it in providers.${provider.name}.endpoints`,
        details: { provider: provider.name },
      },
    );
  }
  return { wire, protocol: protocolNamed(wire.protocol), converts: true };
}
