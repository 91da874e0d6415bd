import { ProxyError } from '../exchange/index.ts';
import {
  type AnswerTarget,
  asksForUsage,
  bodyOf,
  type NeutralRequest,
  Notes,
  type ParsedRequest,
  type WrittenRequest,
} from '../protocols/index.ts';
import { quirksOf } from '../providers/index.ts';
import type { Target } from '../routing/index.ts';
import type { PipelineDeps } from './deps.ts';
import { earlierResponses } from './earlier-response.ts';
import type { Flight } from './flight.ts';
import type { Lane } from './lane.ts';

/** A request written in another protocol, and for whom the answer is to be written back. */
export interface ConvertedRequest {
  written: WrittenRequest;
  body: Buffer;
  target: AnswerTarget;
  notes: Notes;
}

type Deps = Pick<PipelineDeps, 'reasoning' | 'recorder' | 'store'>;

/** The client's request in the neutral form, read anew for each target: what it holds may depend on it. */
async function readRequest(
  deps: Deps,
  flight: Flight,
  request: ParsedRequest,
  toAnthropic: boolean,
  notes: Notes,
): Promise<NeutralRequest> {
  const { target, protocol } = flight.match;
  const given = bodyOf(request) as Record<string, unknown>;
  const body = await (protocol.expand?.(given, earlierResponses(deps)) ?? given);
  return protocol.conversion.readRequest(body, {
    model: request.model ?? '',
    stream: request.streamed,
    operation: target.type === 'operation' ? target.operation.id : '',
    notes,
    toAnthropic,
  });
}

/** What is nested so deeply that no stack is deep enough for it is a mistake of the client's, or an attack. */
function tooDeep(error: unknown): unknown {
  if (!(error instanceof RangeError)) return error;
  return new ProxyError('invalid_request', 'the body is nested too deeply to be converted', {
    hint: 'send it to a provider that speaks the same protocol, or with fewer levels',
    cause: error,
  });
}

/**
 * The step between protocols: the client's request as its target's provider wants it. Throws `invalid_request` naming the
 * field, or `unsupported_conversion`.
 */
export async function convertRequest(
  deps: Deps,
  flight: Flight,
  request: ParsedRequest,
  lane: Lane,
  to: Target,
): Promise<ConvertedRequest> {
  const notes = new Notes();
  const quirks = quirksOf(to.provider);
  const { exchange, match } = flight;
  try {
    const read = await readRequest(deps, flight, request, quirks.isAnthropic, notes);
    const neutral = deps.reasoning.restore(read);
    if (lane.protocol !== match.protocol) match.protocol.conversion.noteLeftOut?.(neutral, notes);
    const written = lane.protocol.conversion.writeRequest(neutral, { model: to.model, notes, quirks });
    return {
      written,
      body: Buffer.from(JSON.stringify(written.body)),
      notes,
      target: {
        model: request.model ?? to.model,
        exchangeId: exchange.id,
        created: Math.floor(exchange.startedAt / 1000),
        operation: match.target.type === 'operation' ? match.target.operation.id : '',
        wantsUsage: asksForUsage(request),
        request: neutral,
        notes,
        framing: flight.framing,
      },
    };
  } catch (error) {
    throw tooDeep(error);
  }
}
