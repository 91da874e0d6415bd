import { partsOfAnswer, type ReadAnswer } from '../protocols/index.ts';
import { quirksOf } from '../providers/index.ts';
import { placeResent } from './account-request.ts';
import { applyCost } from './apply-cost.ts';
import { applyCount, applyUsage } from './apply-usage.ts';
import { learnContext, outputRatio } from './calibrate.ts';
import { choiceFor } from './count-context.ts';
import { decoderOf } from './decoders.ts';
import type { PipelineDeps } from './deps.ts';
import type { Flight } from './flight.ts';
import { keepBodies } from './keep-bodies.ts';
import { withoutSecrets } from './secrets.ts';

/** Usage and the end mark stand in a stream's last bytes; so many are looked at first. */
const TAIL_BYTES = 16 * 1024;
const DECODED_LIMIT = 64 * 1024 * 1024;
/** Characters of a provider's error message that are kept. */
const MESSAGE_LIMIT = 1000;

/** The answer's bytes as they are read: decoded. Null, with a warning, where they cannot be. */
async function decodedBody(flight: Flight): Promise<Buffer | null> {
  const encoding = flight.answerEncoding ?? '';
  const decode = decoderOf(encoding);
  if (decode === undefined) return null;
  try {
    return await decode(flight.tap.all(), { maxOutputLength: DECODED_LIMIT, finishFlush: 2 });
  } catch (error) {
    flight.exchange.warnings.push({
      code: 'unreadable_answer',
      message: `the answer's ${encoding} could not be decoded: ${String((error as Error).message)}`,
    });
    return null;
  }
}

/** The cheap way for a stream: usage and end mark from its last bytes. Null where the whole must be read. */
function readTail(flight: Flight): ReadAnswer | null {
  if (!flight.answerStreams || flight.answerEncoding !== null || flight.exchange.status !== 'ok') return null;
  return flight.answerProtocol.readStreamTail(flight.tap.tail(TAIL_BYTES));
}

/** Says of the answer what it was: usage, error, whether it came to its end. */
function readAnswer(flight: Flight, body: Buffer | null): ReadAnswer | null {
  if (flight.tap.bytes === 0 || flight.match.target.type === 'models') return null;
  const tail = readTail(flight);
  if (tail !== null) return tail;
  const type = flight.answerType ?? '';
  if (!flight.answerStreams && !/\bjson\b/i.test(type)) return null;
  const whole = flight.answerEncoding === null ? flight.tap.all() : body;
  return whole === null ? null : flight.answerProtocol.readAnswer(whole, flight.answerStreams);
}

/**
 * Counts what the model wrote, where the provider said nothing of it: it reports no usage, or the stream ended before it
 * said more than the input.
 */
async function countOutput(deps: PipelineDeps, flight: Flight, text: string): Promise<void> {
  const { tokens, status, usage } = flight.exchange;
  if ((usage !== null && usage.output !== null) || text === '' || status === 'error') return;
  const choice = choiceFor(deps, flight.exchange);
  const [count] = await deps.counter.count([text], choice.vocabulary);
  const ratio = outputRatio(deps, flight.exchange, choice);
  tokens.output = count === undefined ? null : Math.round(count.tokens * ratio);
  tokens.input ??= tokens.context;
}

function shortened(text: string): string {
  return text.length > MESSAGE_LIMIT ? `${text.slice(0, MESSAGE_LIMIT)}…` : text;
}

/** What the answer says of how the exchange ended. */
function judge(flight: Flight, answer: ReadAnswer): void {
  const { exchange } = flight;
  if (answer.error !== null && (exchange.status === 'error' || exchange.status === 'ok')) {
    exchange.status = 'error';
    exchange.error ??= {
      code: 'upstream_error',
      message: shortened(withoutSecrets(`${exchange.provider}: ${answer.error.message}`, flight)),
    };
  }
  if (exchange.status !== 'ok' || answer.finished) return;
  exchange.warnings.push(
    flight.answerStreams
      ? { code: 'no_end_mark', message: 'the stream ended without its end mark' }
      : { code: 'invalid_answer', message: 'the answer is not valid JSON; it was passed on as it came' },
  );
}

/** Names of the tools that the answer called, as the client knows them. */
function toolsOf(flight: Flight, decoded: Buffer | null): string[] {
  const { answerEncoding, answerProtocol, answerStreams, exchange, given, match, tap } = flight;
  if (tap.bytes === 0 || match.target.type === 'models' || exchange.kind === 'count_tokens') return [];
  const body = given?.all() ?? (answerEncoding === null ? tap.all() : decoded);
  if (body === null) return [];
  const names =
    given === null
      ? answerProtocol.calledTools(body, answerStreams)
      : match.protocol.calledTools(body, exchange.streamed);
  return names.map((name) => withoutSecrets(name, flight));
}

/** Kimi refuses the next turn without it: what an answer in the client's own protocol had is remembered, where it had calls. */
function rememberReasoning(deps: PipelineDeps, flight: Flight): void {
  const { exchange, runtime, tap, given } = flight;
  if (given !== null || exchange.status !== 'ok' || flight.answerEncoding !== null) return;
  const provider = runtime.config.providers.find((one) => one.name === exchange.provider);
  if (provider === undefined || !quirksOf(provider).reasoningRequired) return;
  const body = tap.all();
  if (!body.includes('"tool_calls"')) return;
  deps.reasoning.remember(partsOfAnswer(flight.answerProtocol, body, flight.answerStreams));
}

/** Reads the answer, keeps it, counts what nobody counted, and lets the gauge know. Nothing is kept back for counts. */
export async function accountAnswer(deps: PipelineDeps, flight: Flight): Promise<void> {
  const { exchange } = flight;
  const decoded = flight.answerEncoding === null || flight.tap.bytes === 0 ? null : await decodedBody(flight);
  const answer = readAnswer(flight, decoded);
  if (answer !== null) {
    applyUsage(flight, answer);
    judge(flight, answer);
  }
  if (exchange.kind === 'count_tokens')
    applyCount(flight, flight.answerEncoding === null ? flight.tap.all() : decoded);
  if (exchange.status === 'error' && exchange.error === null) {
    exchange.error = {
      code: 'upstream_error',
      message: `${exchange.provider} answered ${exchange.httpStatus}`,
    };
  }
  exchange.tools = toolsOf(flight, decoded);
  rememberReasoning(deps, flight);
  deps.recorder.touch(exchange);
  keepBodies(deps, flight, decoded);
  const recount = placeResent(deps, flight);
  // What waits for counts must not hold whole conversations.
  flight.request = null;
  flight.envelope = null;
  flight.tap.clear();
  flight.given?.clear();
  await flight.accounted;
  await recount?.();
  learnContext(deps, flight);
  if (answer !== null) await countOutput(deps, flight, answer.text);
  await applyCost(deps, flight);
  const { context, window } = exchange.tokens;
  exchange.tokens.context_use = context !== null && window !== null && window > 0 ? context / window : null;
  const goesOn = flight.placed?.conversation.at(-1)?.hasAssistant === true;
  await deps.gauges.ended(exchange, { thresholds: flight.runtime.config.thresholds, goesOn });
}
