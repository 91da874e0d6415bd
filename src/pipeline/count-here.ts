import { placeBlocks } from '../context/index.ts';
import { bodyOf, type ParsedRequest } from '../protocols/index.ts';
import { wireFor } from '../providers/index.ts';
import type { Route } from '../routing/index.ts';
import { asksForMore, calibrationRoute, expectContext, hidesContext } from './calibrate.ts';
import { choiceFor, countContext } from './count-context.ts';
import type { PipelineDeps } from './deps.ts';
import type { Flight } from './flight.ts';
import type { Sent } from './send.ts';

/**
 * Whether a call that only counts a request's tokens must be answered here: its provider speaks another protocol, and
 * has no such call.
 */
export function countsHere({ match }: Flight, route: Route): boolean {
  const { target, protocol } = match;
  if (target.type !== 'operation' || target.operation.counts === undefined) return false;
  return wireFor(route.provider, protocol.name).protocol !== protocol.name;
}

/** Answers such a call with our own count, calibrated where it can be, in the client's protocol. The exchange says how sure it is. */
export async function answerCount(deps: PipelineDeps, flight: Flight, request: ParsedRequest): Promise<void> {
  const { exchange, match, res, down } = flight;
  if (match.target.type !== 'operation') return;
  const { blocks, counts } = match.target.operation;
  const given = bodyOf(request);
  const placed = placeBlocks(blocks(given));
  const choice = choiceFor(deps, exchange);
  const counted = await countContext(deps, placed, choice, true);
  counted.exact &&= !asksForMore(given);
  const route = calibrationRoute(exchange, choice.vocabulary);
  const { tokens } = await expectContext(deps, route, placed, counted, hidesContext(given));
  const body = Buffer.from(JSON.stringify(counts?.write(tokens)));
  exchange.status = 'ok';
  exchange.httpStatus = 200;
  down.release();
  if (res.destroyed) return;
  res.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'x-kimi-proxy-exchange': exchange.id,
  });
  res.end(body);
}

/** Statuses of a provider that speaks the protocol, but has no such call. */
const NO_SUCH_CALL = new Set([404, 405, 501]);

/** Counts in the provider's place where it has no such call; whether it did. */
export async function countedInstead(
  deps: PipelineDeps,
  flight: Flight,
  request: ParsedRequest,
  sent: Sent,
): Promise<boolean> {
  const { target } = flight.match;
  if (target.type !== 'operation' || target.operation.counts === undefined) return false;
  if (!NO_SUCH_CALL.has(sent.answer.status)) return false;
  sent.answer.abort();
  sent.deadline.stop();
  flight.exchange.warnings.push({
    code: 'counted_here',
    message: `${sent.target.provider.name} has no ${target.operation.path}: counted here`,
  });
  await answerCount(deps, flight, request);
  return true;
}
