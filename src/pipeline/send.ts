import type { ProviderConfig } from '../config/index.ts';
import type { Attempt, Silence, Warning } from '../contract/index.ts';
import type { ProxyError } from '../exchange/index.ts';
import { isoTime } from '../exchange/index.ts';
import { type Amended, asksForUsage, outgoingBody, type ParsedRequest } from '../protocols/index.ts';
import { pathBelowVersion, providerKind, quirksOf } from '../providers/index.ts';
import {
  type Failure,
  planNext,
  type Route,
  readRetryAfter,
  type Target,
  type TimeoutPhase,
} from '../routing/index.ts';
import { cancelledError, timeoutError, type UpstreamAnswer } from '../upstream/index.ts';
import { type ConvertedRequest, convertRequest } from './convert-request.ts';
import { type Deadline, startDeadline, wait } from './deadline.ts';
import type { PipelineDeps } from './deps.ts';
import { asProxyError, breakerError } from './errors.ts';
import { type Flight, warn } from './flight.ts';
import { credentialFor, headersUp } from './headers.ts';
import { type Lane, laneTo } from './lane.ts';
import { namesStreamOptions } from './stream-options.ts';

/** An upstream's answer, and how it was asked for. */
interface Answered {
  answer: UpstreamAnswer;
  lane: Lane;
  /** Whether usage was asked for on the client's behalf, so that the extra chunk is taken out again. */
  addedUsage: boolean;
  /** How it was asked for in another protocol; null in the client's own. */
  converted: ConvertedRequest | null;
  /** What was done to the request for this provider. */
  warnings: readonly Warning[];
}

/** An upstream's answer that goes to the client. */
export interface Sent extends Answered {
  target: Target;
  /** Covers all attempts of a whole answer; stop it when the answer is there. */
  deadline: Deadline;
}

type Outcome = Answered | { error: ProxyError };

/** How the outcome of an attempt failed; null where it did not. */
function failureOf(outcome: Outcome, now: number): Failure | null {
  if ('answer' in outcome) {
    const { status, headers } = outcome.answer;
    return status < 400 ? null : { kind: 'status', status, retryAfterMs: readRetryAfter(headers, now) };
  }
  const { code, details } = outcome.error;
  if (code === 'upstream_timeout')
    return { kind: 'timeout', phase: (details?.phase ?? 'first_byte') as TimeoutPhase };
  if (code === 'upstream_unreachable') return { kind: 'unreachable' };
  if (code === 'upstream_invalid') return { kind: 'invalid' };
  return { kind: 'reset' };
}

/** Lets an answer that nobody reads run dry where it is short, so that its connection can be used again. */
function discard(answer: UpstreamAnswer): void {
  let left = 64 * 1024;
  answer.consume({
    data(chunk) {
      left -= chunk.length;
      if (left < 0) answer.abort();
      return true;
    },
    end: () => undefined,
    error: () => undefined,
  });
}

/**
 * The step `send`: one attempt after another, until an upstream answers with something that goes to the client.
 * Every attempt, why it failed and what was done about it goes into the exchange. Throws what the last one failed with.
 */
export async function send(
  deps: PipelineDeps,
  flight: Flight,
  route: Route,
  request: ParsedRequest,
): Promise<Sent> {
  const targets: Target[] = [route, ...route.fallbacks];
  const deadline = startDeadline(route.provider.timeouts.totalMs, flight.signal);
  try {
    for (let n = 0; ; n++) {
      const target = targets[n];
      if (target === undefined) throw asProxyError(new Error('no target left'));
      const sent = await attemptAll(
        deps,
        flight,
        request,
        target,
        targets[n + 1] ?? null,
        targets.length - 1 - n,
        deadline,
      );
      if (sent === null) continue;
      warn(flight, sent.warnings);
      return { ...sent, target, deadline };
    }
  } catch (error) {
    deadline.stop();
    throw error;
  }
}

/** All attempts at one target; null: take the next one. */
async function attemptAll(
  deps: PipelineDeps,
  flight: Flight,
  request: ParsedRequest,
  target: Target,
  next: Target | null,
  fallbacksLeft: number,
  deadline: Deadline,
): Promise<Answered | null> {
  const { exchange } = flight;
  const { provider } = target;
  for (let attempt = 1; ; attempt++) {
    const startedMono = deps.clock.monotonic();
    const startedAt = deps.clock.now();
    const refusal = deps.breakers.refuse(provider.name);
    const outcome: Outcome =
      refusal === null
        ? await attemptOnce(deps, flight, request, target, deadline)
        : { error: breakerError(provider.name, refusal) };
    const failure: Failure | null =
      refusal === null ? failureOf(outcome, deps.clock.now()) : { kind: 'breaker', retryAfterS: refusal };
    const endedMono = deps.clock.monotonic();
    const record: Attempt = {
      provider: provider.name,
      model: request.model === null ? null : target.model,
      started_at: isoTime(startedAt),
      total_ms: Math.round(endedMono - startedMono),
      connect_ms: connectMs('answer' in outcome ? outcome.answer : null, startedMono),
      first_byte_ms: null,
      http_status: 'answer' in outcome ? outcome.answer.status : null,
      error:
        'error' in outcome
          ? { code: outcome.error.code, message: outcome.error.message }
          : failure === null
            ? null
            : { code: 'upstream_error', message: `${provider.name} answered ${outcome.answer.status}` },
      next: null,
    };
    exchange.attempts.push(record);
    flight.attempt = { record, mono: startedMono };
    if (flight.signal.aborted || ('error' in outcome && outcome.error.code === 'client_closed')) {
      if (refusal === null) deps.breakers.release(provider.name);
      if ('answer' in outcome) outcome.answer.abort();
      noteSilence(flight, startedMono, endedMono, 'provider');
      throw cancelledError();
    }
    if ('error' in outcome && !outcome.error.code.startsWith('upstream_') && refusal === null) {
      if (next === null) throw outcome.error;
      record.next = `not sent; fallback to ${next.provider.name}/${next.model}`;
      deps.breakers.release(provider.name);
      return null;
    }
    if (refusal === null) report(deps, provider.name, failure);
    exchange.provider = provider.name;
    exchange.providerModel = record.model;
    exchange.tokens.window = target.window;
    flight.target = target;
    if (failure === null && 'answer' in outcome) return outcome;
    if (failure === null) throw asProxyError(new Error('an attempt without an outcome'));
    const step = planNext({
      failure,
      attempt,
      retries: provider.retries,
      fallbacksLeft,
      budgetLeftMs: deadline.leftMs(),
      relayed: false,
      random: deps.random,
    });
    record.next =
      step.action === 'retry'
        ? `${step.reason}, after ${step.waitMs} ms`
        : step.action === 'fallback'
          ? `${step.reason}; fallback to ${next?.provider.name}/${next?.model}`
          : step.reason;
    // The relay notes how long the provider of the answer that it relays was silent.
    if ('error' in outcome || step.action !== 'answer')
      noteSilence(flight, startedMono, endedMono, 'provider');
    if (step.action === 'answer') {
      if ('answer' in outcome) return outcome;
      throw outcome.error;
    }
    if ('answer' in outcome) discard(outcome.answer);
    deps.recorder.touch(exchange);
    if (step.action === 'fallback') return null;
    await wait(step.waitMs, flight.signal);
    noteSilence(flight, endedMono, deps.clock.monotonic(), 'proxy');
  }
}

/** Ms from the beginning of an attempt until its request went out. */
function connectMs(answer: UpstreamAnswer | null, startedMono: number): number | null {
  return answer?.sentMono == null ? null : Math.max(0, Math.round(answer.sentMono - startedMono));
}

function noteSilence(flight: Flight, from: number, to: number, who: Silence['who']): void {
  flight.silences.note(from, to, who);
  flight.exchange.silences = flight.silences.list;
}

function report(deps: PipelineDeps, provider: string, failure: Failure | null): void {
  const broken = failure !== null && (failure.kind !== 'status' || failure.status >= 500);
  if (broken) deps.breakers.failure(provider);
  else deps.breakers.success(provider);
}

/** One try: the request goes up, the answer's status and headers come back. */
async function attemptOnce(
  deps: PipelineDeps,
  flight: Flight,
  request: ParsedRequest,
  target: Target,
  deadline: Deadline,
): Promise<Outcome> {
  try {
    const lane = laneTo(flight.match, target.provider, request);
    return lane.converts
      ? await sendConverted(deps, flight, request, target, lane, deadline)
      : await sendAsItIs(deps, flight, request, target, lane, deadline);
  } catch (error) {
    const { name, timeouts } = target.provider;
    return {
      error: deadline.expired() ? timeoutError(name, 'total', timeouts.totalMs) : asProxyError(error),
    };
  }
}

/** What goes up to one of a provider's addresses. */
interface Outgoing {
  path: string;
  body: Buffer | readonly Buffer[] | null;
  /** Whether the answer must come uncompressed. */
  identity: boolean;
  /** Headers that a converted body wants; null: the body is the client's. */
  converted: Record<string, string> | null;
}

async function dispatch(
  deps: PipelineDeps,
  flight: Flight,
  { provider }: Target,
  { wire, protocol }: Lane,
  { path, body, identity, converted }: Outgoing,
  deadline: Deadline,
): Promise<UpstreamAnswer> {
  const { authToken } = flight.runtime.config.server;
  const { headers } = flight.req;
  const credential = credentialFor(provider, headers, authToken, wire.credentialHeaders, flight.match.query);
  const timings = flight.exchange.timings;
  timings.proxy_ms ??= deps.clock.monotonic() - flight.receivedMono;
  const send = providerKind(provider).builtIn ? deps.sendTest : deps.send;
  const up = headersUp(headers, provider, {
    credential,
    identity,
    authToken,
    demanded: wire.headers,
    converted,
    otherProtocol: converted !== null && protocol !== flight.match.protocol,
  });
  flight.sentHeaders = up;
  flight.upstreamHeaders = null;
  const method = flight.req.method ?? 'POST';
  const answer = await send(
    { provider, baseUrl: wire.baseUrl, method, path, headers: up, body },
    deadline.signal,
  );
  flight.upstreamHeaders = answer.headers;
  return answer;
}

/** The passthrough lane: the client's bytes. */
async function sendAsItIs(
  deps: PipelineDeps,
  flight: Flight,
  request: ParsedRequest,
  target: Target,
  lane: Lane,
  deadline: Deadline,
): Promise<Answered> {
  const { provider } = target;
  const { operation } = flight.match.target.type === 'operation' ? flight.match.target : { operation: null };
  const wantsUsage =
    request.streamed &&
    operation?.takesStreamOptions === true &&
    quirksOf(provider).asksUsage &&
    !flight.runtime.usageRefusers.has(provider.name) &&
    !asksForUsage(request);
  const path = pathBelowVersion(upstreamPath(flight, target.model));
  const amended = amend(deps, flight, request, provider);
  flight.edits = amended?.edits ?? null;
  const warnings: Warning[] = [...(amended?.notes ?? [])];
  const ask = (addUsage: boolean): Promise<UpstreamAnswer> => {
    const body =
      request.bytes.length === 0 ? null : outgoingBody(request, target.model, addUsage, amended?.edits);
    return dispatch(
      deps,
      flight,
      target,
      lane,
      { path, body, identity: addUsage, converted: null },
      deadline,
    );
  };
  const answered = (answer: UpstreamAnswer, addedUsage: boolean): Answered => ({
    answer,
    lane,
    addedUsage,
    converted: null,
    warnings,
  });
  const answer = await ask(wantsUsage);
  if (!wantsUsage || (answer.status !== 400 && answer.status !== 422)) return answered(answer, wantsUsage);
  const refused = await namesStreamOptions(answer);
  if (!refused.names) return answered(refused.answer, false);
  flight.runtime.usageRefusers.add(provider.name);
  warnings.push({
    code: 'no_stream_usage',
    message: `${provider.name} refuses stream_options.include_usage: asked again without it, its tokens are counted here`,
  });
  return answered(await ask(false), false);
}

/** What the client's own bytes need for this provider, and what was done about it. */
function amend(
  deps: PipelineDeps,
  flight: Flight,
  request: ParsedRequest,
  provider: ProviderConfig,
): Amended | null {
  const { target, protocol } = flight.match;
  if (protocol.amend === undefined || target.type !== 'operation' || !target.operation.converts) return null;
  return protocol.amend(request, quirksOf(provider), (callId) => deps.reasoning.textOf(callId));
}

/** The client's path, with the provider's name of the model where a path holds one. */
function upstreamPath({ match }: Flight, model: string): string {
  if (match.model === null || match.target.type !== 'operation' || model === match.model)
    return match.clientPath;
  const at = match.clientPath.indexOf('?');
  const named = match.target.operation.path.replace('{model}', () => encodeModel(model));
  return at < 0 ? named : named + match.clientPath.slice(at);
}

/** A model's name as part of a path; its slashes stay. */
function encodeModel(model: string): string {
  return model.split('/').map(encodeURIComponent).join('/');
}

/** The rewrite lane: the request in the provider's protocol. */
async function sendConverted(
  deps: PipelineDeps,
  flight: Flight,
  request: ParsedRequest,
  target: Target,
  lane: Lane,
  deadline: Deadline,
): Promise<Answered> {
  const converted = await convertRequest(deps, flight, request, lane, target);
  const { written, body } = converted;
  flight.edits = null;
  const outgoing = { path: written.path, body, identity: true, converted: written.headers };
  const answer = await dispatch(deps, flight, target, lane, outgoing, deadline);
  return { answer, lane, addedUsage: false, converted, warnings: converted.notes.warnings };
}
