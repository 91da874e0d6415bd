import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProxyError } from '../exchange/index.ts';
import type { LlmMatch } from '../protocols/index.ts';
import { clientOf } from '../sessions/index.ts';
import { createAccountant } from './account.ts';
import { answerError } from './answer-error.ts';
import { answerCount, countedInstead, countsHere } from './count-here.ts';
import type { PipelineDeps } from './deps.ts';
import { asProxyError, interruptedError } from './errors.ts';
import { beginFlight, type Flight } from './flight.ts';
import { identify } from './identify.ts';
import { answerModels } from './models.ts';
import { recallReasoning } from './recall-reasoning.ts';
import { receive } from './receive.ts';
import { RefusalLimit } from './refusal-limit.ts';
import { relayAnswer } from './relay-answer.ts';
import { chooseRoute } from './route.ts';
import { send } from './send.ts';
import { type StrayCall, strayCall } from './stray.ts';

/**
 * The way of a request. Who may call was asked in front (server/guard); what happened is accounted for behind
 * (account.ts), in ticks, so that no byte waits for it.
 */
export function createPipeline(deps: PipelineDeps): Pipeline {
  const accountant = createAccountant(deps);
  const flights = new Set<Flight>();
  const recorded = new RefusalLimit(deps.clock, (code, more) =>
    deps.log.warn('more requests were refused than are recorded', { code, count: more }),
  );

  async function travel(flight: Flight): Promise<void> {
    const { target } = flight.match;
    identify(flight);
    if (target.type === 'models') {
      answerModels(flight, target.id);
      return;
    }
    const request = await receive(flight);
    flight.receivedMono = deps.clock.monotonic();
    const route = chooseRoute(deps, flight, request);
    if (countsHere(flight, route)) {
      await answerCount(deps, flight, request);
      return;
    }
    await recallReasoning(deps, flight, route, request);
    if (request.streamed && flight.framing === 'sse') flight.down.watch();
    // The first attempt is on the wire when this returns; only then is anything accounted for.
    const sending = send(deps, flight, route, request);
    accountant.started(flight);
    const sent = await sending;
    if (await countedInstead(deps, flight, request, sent)) return;
    await relayAnswer(deps, accountant, flight, sent);
  }

  async function handle(req: IncomingMessage, res: ServerResponse, match: LlmMatch): Promise<void> {
    const flight = beginFlight(deps, req, res, match);
    flights.add(flight);
    try {
      await travel(flight);
    } catch (error) {
      fail(flight, asProxyError(error));
    } finally {
      flights.delete(flight);
      accountant.finished(flight);
    }
  }

  function fail(flight: Flight, error: ProxyError): void {
    if (error.code === 'internal_error')
      deps.log.error('internal error', { exchange: flight.exchange.id, error: error.cause });
    answerError(flight, flight.interrupted ? interruptedError() : error);
    if (flight.interrupted) flight.exchange.status = 'interrupted';
  }

  return {
    handle,
    refuse(req, res, match, error) {
      const flight = beginFlight(deps, req, res, match);
      flight.exchange.client = clientOf(req.headers);
      answerError(flight, error);
      if (recorded.take(error.code)) accountant.finished(flight);
    },
    stray: strayCall,
    running: () => [...flights].map((flight) => flight.exchange),
    idle: () => accountant.idle(flights),
    abort() {
      for (const flight of flights) {
        flight.interrupted = true;
        flight.signal.cancel();
      }
    },
  };
}

/** What the server and the composition root see of the way. */
export interface Pipeline {
  handle(req: IncomingMessage, res: ServerResponse, match: LlmMatch): Promise<void>;
  /**
   * A request that may not come in, or has nowhere to go: answered in its protocol, and recorded. Of a flood, so many
   * of each error's code a minute are.
   */
  refuse(req: IncomingMessage, res: ServerResponse, match: LlmMatch, error: ProxyError): void;
  /** What a request is whose path is nobody's, though a tool may have meant a call, and its error; null where none would. */
  stray(req: IncomingMessage): StrayCall | null;
  running(): Flight['exchange'][];
  /** Resolves when nothing runs and everything is accounted for. */
  idle(): Promise<void>;
  /** Ends everything that runs. */
  abort(): void;
}
