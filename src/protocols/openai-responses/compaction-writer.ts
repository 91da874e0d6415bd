import type { Usage } from '../../contract/index.ts';
import { ProxyError } from '../../exchange/index.ts';
import type { AnswerError, AnswerEvent, NeutralAnswer } from '../neutral/answer.ts';
import { collect } from '../neutral/collect.ts';
import type { AnswerTarget, StreamWriter } from '../neutral/conversion.ts';
import type { Fields } from '../neutral/parts.ts';
import { retainedMessages, sealedSummary, summaryOf } from './compaction.ts';
import { errorBody } from './errors.ts';
import { itemIdOf, responseIdOf } from './ids.ts';
import { errorOf, ResponseEvents } from './response-events.ts';
import { responseShell, statusOf } from './response-object.ts';
import { writeUsage } from './usage.ts';
import { writeContent } from './write-content.ts';

/** The compaction item that an answer's summary makes. Throws `upstream_invalid` where the model wrote none. */
function compactionItem(answer: NeutralAnswer, exchangeId: string, index: number): Fields {
  const summary = summaryOf(answer.parts);
  if (summary === '')
    throw new ProxyError('upstream_invalid', 'the model wrote no summary of the conversation', {
      hint: 'try again, or compact with another model',
    });
  return {
    id: itemIdOf('cmp', exchangeId, index),
    type: 'compaction',
    encrypted_content: sealedSummary(summary),
  };
}

const NO_USAGE: Usage = { input: 0, cache_read: 0, cache_write: 0, output: 0, reasoning: 0, total: 0 };

/**
 * The answer to `/responses/compact`: the user's own messages, then one compaction item (OpenAI's API reference,
 * responses/compact; Codex takes `output` as its new history, codex-rs/codex-api/src/endpoint/compact.rs). Throws
 * `upstream_invalid` where the model wrote no summary: what it stands for would be lost.
 */
export function writeCompacted(answer: NeutralAnswer, target: AnswerTarget): Fields {
  const { exchangeId, created, request, notes } = target;
  const output: Fields[] = retainedMessages(request).map(({ parts }, index) => ({
    id: itemIdOf('msg', exchangeId, index),
    type: 'message',
    status: 'completed',
    role: 'user',
    content: writeContent(parts, notes),
  }));
  output.push(compactionItem(answer, exchangeId, output.length));
  return {
    id: responseIdOf(exchangeId),
    object: 'response.compaction',
    created_at: created,
    output,
    usage: writeUsage(answer.usage) ?? writeUsage(NO_USAGE),
  };
}

/** The answer to a request that ends with `compaction_trigger`: one compaction item, and nothing else. */
export function writeTriggered(answer: NeutralAnswer, target: AnswerTarget): Fields {
  return {
    ...responseShell(target),
    ...statusOf({ reason: 'stop' }),
    output: [compactionItem(answer, target.exchangeId, 0)],
    usage: writeUsage(answer.usage),
  };
}

/**
 * The same as a stream. The summary is text of ours within the item, and there is no event for pieces of that: the item
 * comes at the end (codex-rs/core/src/compact_remote_v2.rs takes one that is done, and a completed response).
 */
export class CompactionWriter implements StreamWriter {
  private readonly events: ResponseEvents;
  private readonly seen: AnswerEvent[] = [];
  private readonly target: AnswerTarget;
  private over = false;

  constructor(target: AnswerTarget) {
    this.target = target;
    this.events = new ResponseEvents(responseShell(target));
  }

  write(event: AnswerEvent): string {
    if (this.over) return '';
    if (event.type === 'error') return this.fail(event.error, errorOf(event.error));
    this.seen.push(event);
    const lead = this.events.begin();
    return event.type === 'end' ? lead + this.end() : lead;
  }

  fail(_error: AnswerError, body: unknown): string {
    if (this.over) return '';
    this.over = true;
    return this.events.fail(body, null);
  }

  private end(): string {
    const { answer } = collect(this.seen);
    const { exchangeId } = this.target;
    try {
      const item = compactionItem(answer, exchangeId, 0);
      this.over = true;
      const { encrypted_content: _, ...begun } = item;
      const items = this.events.added(0, { ...begun, encrypted_content: '' }) + this.events.done(0, item);
      return items + this.events.finish({ reason: 'stop' }, answer.usage);
    } catch (error) {
      if (!(error instanceof ProxyError)) throw error;
      const { code, message, status } = error;
      return this.fail({ status, code, message }, errorBody(error, exchangeId));
    }
  }
}
