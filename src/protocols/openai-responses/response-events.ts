import type { Usage } from '../../contract/index.ts';
import type { AnswerError, Finish } from '../neutral/answer.ts';
import type { Fields } from '../neutral/parts.ts';
import { eventText, failureEvents } from './errors.ts';
import type { Body } from './open-items.ts';
import { statusOf } from './response-object.ts';
import { writeUsage } from './usage.ts';

/** Numbers and frames the events of one response, and keeps what its last event repeats. */
export class ResponseEvents {
  readonly output: Fields[] = [];
  private readonly shell: Fields;
  private sequence = 0;
  private begun = false;

  constructor(shell: Fields) {
    this.shell = shell;
  }

  text(bodies: Body[]): string {
    return bodies.map(({ type, ...rest }) => this.one(type, rest)).join('');
  }

  begin(): string {
    if (this.begun) return '';
    this.begun = true;
    const { shell: response } = this;
    return this.one('response.created', { response }) + this.one('response.in_progress', { response });
  }

  added(index: number, item: Fields): string {
    return this.one('response.output_item.added', { output_index: index, item });
  }

  done(index: number, item: Fields): string {
    this.output[index] = item;
    return this.one('response.output_item.done', { output_index: index, item });
  }

  finish(finish: Finish, usage: Usage | null): string {
    const status = statusOf(finish);
    const type = status.status === 'incomplete' ? 'response.incomplete' : 'response.completed';
    const response = {
      ...this.shell,
      ...status,
      output: this.output,
      usage: writeUsage(usage),
    };
    return this.one(type, { response });
  }

  fail(body: unknown, usage: Usage | null): string {
    const lead = this.begin();
    // Items that were still open are not in it: what they hold is not whole.
    const output = this.output.filter((item) => item !== undefined);
    return lead + failureEvents(body, { ...this.shell, output, usage: writeUsage(usage) }, this.sequence);
  }

  private one(type: string, rest: Fields): string {
    const event = { type, sequence_number: this.sequence++, ...rest };
    return eventText(event);
  }
}

export function errorOf({ code, message }: AnswerError): unknown {
  return { error: { code, message } };
}
