import { setImmediate } from 'node:timers/promises';
import type { McpServerConfig } from '../../config/index.ts';
import type { McpOutcome } from '../../contract/index.ts';
import { type Clock, type McpCall, newId } from '../../exchange/index.ts';
import { McpConnectionError, McpTimeoutError, McpToolError, RpcError } from '../errors.ts';
import type { Link } from '../link.ts';
import type { Caller, Refusal, Tool } from '../port.ts';
import { type Fields, fieldsOf, type RpcId, withProgressToken } from '../rpc.ts';
import { withoutSecrets } from '../servers/secrets.ts';
import type { Confirmations } from './confirmations.ts';
import { jsonOf, resultText } from './measure.ts';

/** Ms between two words to a client whose call waits for a person. */
const STILL_WAITING_MS = 10_000;
/** Where a person decides. */
const WHERE = 'on the dashboard, or through /api/mcp/confirmations';

/** A tool's result, and why a rule of ours took its place, where one did. */
export interface CallResult {
  result: Fields;
  refusal: Refusal | null;
}

/** A call as it comes, whoever makes it. */
export interface ToolCall {
  rules: McpServerConfig;
  tool: string;
  /** The params of `tools/call` as they came, with the server's own name for the tool. */
  params: Fields;
  caller: Caller;
  /** Finds out the server's own name for the tool, where it is not `tool`, and the params for it. */
  prepare?(): Promise<{ tool: string; params: Fields }>;
  /** What is known of the tool; asked for only where a rule needs it. */
  describe(): Promise<Tool | { name: string }>;
  /** The connection that it goes over. */
  connect(): Promise<Link>;
  signal: AbortSignal;
  /** Whether a person may have to confirm it: not where a person made it. */
  confirm: boolean;
  onProgress?(params: Fields): void;
  progressToken?: RpcId | null;
  clientRequest?: RpcId;
}

/** The rules of the configuration, as `policy/` has them. */
export interface CallRules {
  refusalOfTool(rules: McpServerConfig, tool: Tool | { name: string }): Refusal | null;
  refusalOfArguments(
    rules: McpServerConfig,
    tool: Tool | { name: string },
    args: unknown,
  ): Promise<Refusal | null>;
  needsConfirmation(rules: McpServerConfig, tool: string): boolean;
  limitResult(rules: McpServerConfig, result: Fields): CallResult;
  rates: { take(rules: McpServerConfig): Refusal | null; forget(server: string): void };
}

export interface CallDeps {
  clock: Clock;
  rules: CallRules;
  confirmations: Confirmations;
  confirmMs(): number;
  /** Tokens of texts, as models read them; null where they are not counted. */
  countTokens(texts: readonly string[]): Promise<(number | null)[]>;
  record(call: McpCall): void;
  /** What is read of calls waits for those that are counted, until the returned function is called. */
  beginCount(): () => void;
}

/** Ms to a tenth. */
function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** A refusal as the model is told of it. */
function refused(refusal: Refusal): CallResult {
  return { result: { content: [{ type: 'text', text: refusal.reason }], isError: true }, refusal };
}

function outcomeOf(error: unknown, signal: AbortSignal): McpOutcome {
  if (signal.aborted) return 'cancelled';
  if (error instanceof McpTimeoutError) return 'timeout';
  if (error instanceof McpConnectionError) return 'unreachable';
  return error instanceof RpcError || error instanceof McpToolError ? 'protocol_error' : 'unreachable';
}

/** Waits for a person; null where they approve. */
async function confirmed(deps: CallDeps, call: ToolCall): Promise<Refusal | null> {
  const { rules, tool, caller, signal } = call;
  const argumentsJson = jsonOf(call.params.arguments);
  let beats = 0;
  const timer = setInterval(() => {
    beats += 1;
    if (call.progressToken == null) return;
    call.onProgress?.({
      progressToken: call.progressToken,
      // Progress must grow, and leave room for what the server reports once it runs.
      progress: beats * 1e-6,
      message: `Waiting for a person to confirm this call ${WHERE}.`,
    });
  }, STILL_WAITING_MS);
  timer.unref();
  const limitMs = deps.confirmMs();
  const decision = await deps.confirmations
    .ask({ server: rules.name, tool, argumentsJson, caller }, limitMs, signal)
    .finally(() => clearInterval(timer));
  if (decision === 'approved') return null;
  if (decision === 'cancelled') throw signal.reason;
  const reasons = {
    refused: `A person refused this call of ${tool}. Do not try it again; ask what they would rather have.`,
    expired: `Nobody confirmed this call of ${tool} within ${Math.round(limitMs / 1000)} s. Call again when the person is there to confirm it ${WHERE}.`,
    crowded: `Too many calls wait for a person already. Call ${tool} again when they are decided ${WHERE}.`,
  };
  return { code: 'not_confirmed', reason: reasons[decision] };
}

async function ruledOut(deps: CallDeps, call: ToolCall): Promise<Refusal | null> {
  const { rules } = call;
  const args = fieldsOf(call.params.arguments);
  const needsMore = rules.readOnly || rules.allowedDirectories !== null;
  const tool = needsMore ? await call.describe() : { name: call.tool };
  const refusal =
    deps.rules.refusalOfTool(rules, tool) ?? (await deps.rules.refusalOfArguments(rules, tool, args));
  if (refusal !== null) return refusal;
  const tooMany = deps.rules.rates.take(rules);
  if (tooMany !== null) return tooMany;
  if (!call.confirm || !deps.rules.needsConfirmation(rules, call.tool)) return null;
  // While a person thinks, links may change.
  return (await confirmed(deps, call)) ?? deps.rules.refusalOfArguments(rules, tool, args);
}

/** Sends it, once more over a new connection where it did not reach the server the first time. */
async function send(call: ToolCall): Promise<Fields> {
  const { rules, signal, onProgress, clientRequest, progressToken } = call;
  const params = progressToken == null ? call.params : withProgressToken(call.params, progressToken);
  for (let tries = 0; ; tries++) {
    const link = await call.connect();
    try {
      const answer = await link.request('tools/call', params, {
        signal,
        limitMs: rules.callMs,
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(clientRequest === undefined ? {} : { clientRequest }),
      });
      return fieldsOf(answer);
    } catch (error) {
      if (tries > 0 || !(error instanceof McpConnectionError) || error.mayHaveRun) throw error;
    }
  }
}

/**
 * The way of a call, for every caller: the rules, a person where one must confirm, the server, the result's limit, and
 * the record. Rejects with what the server or the connection did, as {@link Link.request} says; a refusal is a result.
 */
export async function callTool(deps: CallDeps, asked: ToolCall): Promise<CallResult> {
  const { clock } = deps;
  const { rules, caller, signal } = asked;
  let call = asked;
  const startedAt = clock.now();
  const began = clock.monotonic();
  let sentAt = began;

  const finish = (
    outcome: McpOutcome,
    refusal: Refusal | null,
    message: string | null,
    result: Fields | null,
  ): void => {
    const totalMs = rounded(clock.monotonic() - began);
    const counted = deps.beginCount();
    const measured = async (): Promise<McpCall> => {
      // The answer goes first.
      await setImmediate();
      const argumentsJson = jsonOf(asked.params.arguments);
      const made: McpCall = {
        id: newId(startedAt),
        startedAt,
        server: rules.name,
        tool: call.tool,
        from: caller.from,
        clientName: caller.name,
        clientVersion: caller.version,
        sessionId: caller.sessionId,
        outcome,
        refusal: refusal?.code ?? null,
        // A refusal is in our own words; all else may be the server's.
        message: message === null || refusal !== null ? message : withoutSecrets(rules, message),
        waitedMs: Math.min(totalMs, rounded(sentAt - began)),
        totalMs,
        argumentBytes: Buffer.byteLength(argumentsJson),
        argumentTokens: null,
        resultBytes: result === null ? null : Buffer.byteLength(jsonOf(result)),
        resultTokens: null,
      };
      const texts = result === null ? [argumentsJson] : [argumentsJson, resultText(result)];
      // What could not be counted is recorded all the same.
      const [args = null, answer = null] = await deps.countTokens(texts).catch(() => []);
      return { ...made, argumentTokens: args, resultTokens: result === null ? null : answer };
    };
    void measured().then(deps.record).finally(counted);
  };

  const refuse = (refusal: Refusal): CallResult => {
    sentAt = clock.monotonic();
    const answer = refused(refusal);
    finish('refused', refusal, refusal.reason, answer.result);
    return answer;
  };

  try {
    if (asked.prepare !== undefined) call = { ...asked, ...(await asked.prepare()) };
    const refusal = await ruledOut(deps, call);
    if (refusal !== null) return refuse(refusal);
    const connect = call.connect;
    const raw = await send({
      ...call,
      async connect() {
        const link = await connect();
        sentAt = clock.monotonic();
        return link;
      },
    });
    const limited = deps.rules.limitResult(rules, raw);
    const failed = limited.result.isError === true;
    finish(
      limited.refusal !== null ? 'refused' : failed ? 'tool_error' : 'ok',
      limited.refusal,
      limited.refusal?.reason ?? (failed ? resultText(limited.result) : null),
      limited.result,
    );
    return limited;
  } catch (error) {
    finish(outcomeOf(error, signal), null, error instanceof Error ? error.message : String(error), null);
    throw error;
  }
}
