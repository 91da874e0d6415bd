import { sealText } from '../neutral/seals.ts';
import { carrierText } from './carried-seals.ts';
import { sealedSummary } from './compaction.ts';

const SEAL = sealText({ protocol: 'gemini', kind: 'signature', value: '' });
const CARRIER = carrierText({ seal: { protocol: 'gemini', kind: 'signature', value: '' }, callId: null });

/** How encrypted contents begin that were made here: other protocols' seals, those of calls, summaries. */
const HEADS = [SEAL.slice(0, 6), CARRIER.slice(0, 12), sealedSummary('').slice(0, 8)].map((head) =>
  Buffer.from(`"${head}`),
);

const PREVIOUS = /^"previous_response_id"\s*:\s*"resp_[0-9a-hjkmnp-tv-z]{26}"/;

/** The bytes from the name of that field on; empty where it is not there. */
function previousIn(body: Buffer): string {
  const at = body.lastIndexOf('"previous_response_id"');
  return at < 0 ? '' : body.toString('latin1', at, at + 80);
}

/**
 * Whether a request's body holds encrypted contents that were made here, or goes on an answer that was. OpenAI refuses a request with any that it has
 * not made itself: such a body must be converted, even where the provider speaks the client's own protocol.
 */
export function holdsOurTexts(body: Buffer): boolean {
  if (PREVIOUS.test(previousIn(body))) return true;
  return body.includes('"encrypted_content"') && HEADS.some((head) => body.includes(head));
}
