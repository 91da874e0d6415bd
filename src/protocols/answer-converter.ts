import { StringDecoder } from 'node:string_decoder';
import { createParser, type EventSourceParser } from 'eventsource-parser';
import { ProxyError } from '../exchange/index.ts';
import type { AnswerError, AnswerEvent, NeutralAnswer } from './neutral/answer.ts';
import { AnswerSize } from './neutral/answer-size.ts';
import { collect, eventsOf } from './neutral/collect.ts';
import type { AnswerTarget, Changes, Conversion, StreamReader, StreamWriter } from './neutral/conversion.ts';
import { Ordered } from './neutral/order.ts';
import { restoreAnswer, restoreEvents } from './neutral/restore.ts';
import type { Protocol } from './protocol.ts';
import { toldError } from './told-error.ts';

/** An event longer than this (UTF-16 units) is no answer of a model. */
const EVENT_LIMIT = 16 * 1024 * 1024;

/**
 * A stream longer than this (UTF-16 units) is none of a model: some 350 per token, as chat completions spend, make
 * 380,000 tokens. It bounds what readers hold that is not told yet.
 */
const STREAM_LIMIT = 128 * 1024 * 1024;

/** What bytes of a provider became for the client. */
export interface Converted {
  /** `''`: nothing to send now. */
  text: string;
  /** The provider's own error: it was told to the client, and nothing follows. */
  error: AnswerError | null;
}

export interface ConverterOptions {
  provider: Protocol;
  client: Protocol;
  changes: Changes;
  target: AnswerTarget;
  /** Sees every step of the answer, in order. */
  onEvent?(event: AnswerEvent): void;
}

/** Turns one answer of a provider into the client's protocol: a stream event by event as it comes, or a whole body. */
export class AnswerConverter {
  private readonly provider: Conversion;
  private readonly client: Protocol;
  private readonly clientSide: Conversion;
  private readonly options: ConverterOptions;
  private readonly ordered = new Ordered();
  private readonly restore: (events: AnswerEvent[]) => AnswerEvent[];
  private readonly decoder = new StringDecoder('utf8');
  private reader: StreamReader | null = null;
  private parser: EventSourceParser | null = null;
  private writer: StreamWriter | null = null;
  private read: AnswerEvent[] = [];
  private sinceEvent = 0;
  private received = 0;
  private readonly size = new AnswerSize();
  private failed = false;

  constructor(options: ConverterOptions) {
    this.options = options;
    this.client = options.client;
    this.provider = options.provider.conversion;
    this.clientSide = options.client.conversion;
    this.restore = restoreEvents(options.changes);
  }

  /** Bytes of a stream, cut anywhere. Throws `upstream_invalid` where an event, or the stream, never ends. */
  push(chunk: Buffer): Converted {
    const text = this.decoder.write(chunk);
    this.sinceEvent += text.length;
    this.received += text.length;
    if (this.received > STREAM_LIMIT) throw this.broken('it is too long');
    this.parsing().feed(text);
    if (this.sinceEvent > EVENT_LIMIT) throw this.broken('an event of its stream never ends');
    const read = this.read;
    this.read = [];
    return this.give(this.ordered.push(this.restore(read)));
  }

  /** The stream's bytes have ended. `text` is the end; throws `upstream_invalid` where the answer was not complete. */
  end(): Converted {
    this.parsing().feed(`${this.decoder.end()}\n\n`);
    const read = [...this.read, ...(this.reader?.end() ?? [])];
    this.read = [];
    const last = this.give([...this.ordered.push(this.restore(read)), ...this.ordered.close()]);
    if (last.error !== null || this.failed || this.ordered.ended) return last;
    throw this.broken('its stream ended before the answer was complete');
  }

  /** The end of a stream that cannot go on, in the client's protocol. */
  fail(error: ProxyError): string {
    if (this.failed || this.ordered.ended) return '';
    this.failed = true;
    const body = this.client.errorBody(error, this.options.target.exchangeId);
    return this.writing().fail({ status: error.status, code: error.code, message: error.message }, body);
  }

  /**
   * A whole body, for a client that wants it whole (`stream` false: JSON text) or streamed. Throws `upstream_invalid` where it
   * is no answer.
   */
  whole(body: Buffer, stream: boolean): Converted {
    return this.answer(this.readWhole(body), stream);
  }

  /** A whole stream, for a client that wants one whole answer. Throws `upstream_invalid` or the provider's error. */
  streamToWhole(body: Buffer): Converted {
    const reader = this.provider.streamReader();
    const events: AnswerEvent[] = [];
    const parser = createParser({
      onEvent: ({ event, data }) => events.push(...reader.push({ event: event ?? null, data })),
    });
    parser.feed(`${body.toString('utf8')}\n\n`);
    events.push(...reader.end());
    const ordered = new Ordered();
    const { answer, error, ended } = collect([...ordered.push(events), ...ordered.close()]);
    if (error !== null) return { text: '', error };
    if (!ended) throw this.broken('its stream ended before the answer was complete');
    return this.answer(answer, false);
  }

  private answer(read: NeutralAnswer, stream: boolean): Converted {
    const answer = restoreAnswer(read, this.options.changes);
    if (stream) return this.give(this.ordered.push(eventsOf(answer)));
    if (this.options.onEvent !== undefined) for (const event of eventsOf(answer)) this.options.onEvent(event);
    const { finish } = collect(new Ordered().push(eventsOf(answer))).answer;
    const value = this.clientSide.writeAnswer({ ...answer, finish }, this.options.target);
    return { text: JSON.stringify(value), error: null };
  }

  private readWhole(body: Buffer): NeutralAnswer {
    let value: unknown;
    try {
      value = JSON.parse(body.toString('utf8'));
    } catch (error) {
      if (error instanceof SyntaxError) throw this.broken('its answer is not JSON');
      throw error;
    }
    const answer = this.provider.readAnswer(value);
    if (answer === null) throw this.broken(`its answer is none of ${this.options.provider.name}`);
    return answer;
  }

  private give(events: AnswerEvent[]): Converted {
    let text = '';
    for (const event of events) {
      if (this.failed) break;
      if (!this.size.fits(event)) throw this.broken('it is too long');
      this.options.onEvent?.(event);
      if (event.type === 'error') return { text: text + this.refuse(event.error), error: event.error };
      text += this.writing().write(event);
    }
    return { text, error: null };
  }

  /** The provider's own error in the middle of its stream. */
  private refuse(said: AnswerError): string {
    this.failed = true;
    const error = toldError(said, said.message, {
      status: said.status,
      details: { provider_code: said.code },
    });
    return this.writing().fail(said, this.client.errorBody(error, this.options.target.exchangeId));
  }

  private parsing(): EventSourceParser {
    if (this.parser === null) {
      const reader = this.provider.streamReader();
      this.reader = reader;
      this.parser = createParser({
        onEvent: ({ event, data }) => {
          this.sinceEvent = 0;
          this.read.push(...reader.push({ event: event ?? null, data }));
        },
      });
    }
    return this.parser;
  }

  private writing(): StreamWriter {
    this.writer ??= this.clientSide.streamWriter(this.options.target);
    return this.writer;
  }

  private broken(why: string): ProxyError {
    return new ProxyError('upstream_invalid', `the provider's answer cannot be converted: ${why}`);
  }
}
