import type { Warning } from '../../contract/index.ts';
import { ProxyError } from '../../exchange/index.ts';

/** So many warnings of one conversion are kept; more say nothing new. */
const MOST_NOTES = 40;

/** What a conversion could not carry as it was, for the exchange's warnings. Each thing is said once. */
export class Notes {
  readonly warnings: Warning[] = [];
  private readonly said = new Set<string>();

  /** `what` (a field or a kind of part, as the client calls it) is left out: `why`. */
  dropped(what: string, why: string): void {
    this.add('conversion_dropped', `${what} was left out: ${why}`);
  }

  /** `what` was sent as something else: `how`. */
  changed(what: string, how: string): void {
    this.add('conversion_changed', `${what}: ${how}`);
  }

  private add(code: string, message: string): void {
    if (this.said.has(message) || this.warnings.length >= MOST_NOTES) return;
    this.said.add(message);
    this.warnings.push({ code, message });
  }
}

/** What cannot be carried at all, and would change what the client asked for: `unsupported_conversion`, a 400. */
export function cannotCarry(field: string, reason: string, hint: string): ProxyError {
  return new ProxyError('unsupported_conversion', `${field}: ${reason}`, { details: { field }, hint });
}
