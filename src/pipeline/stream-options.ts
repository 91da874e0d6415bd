import type { UpstreamAnswer } from '../upstream/index.ts';

/** Bytes of a refusal that are read to see what it names. */
const READ_LIMIT = 64 * 1024;

/**
 * Whether a refusal names the option that we added. The answer given back has its body still to be taken: what was
 * read is handed over first.
 */
export function namesStreamOptions(
  answer: UpstreamAnswer,
): Promise<{ names: boolean; answer: UpstreamAnswer }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let ended: { error: Error | null } | null = null;
    let sink: Parameters<UpstreamAnswer['consume']>[0] | null = null;
    const decide = (): void => {
      const text = Buffer.concat(chunks).toString('latin1');
      const again: UpstreamAnswer = {
        status: answer.status,
        headers: answer.headers,
        consume(to) {
          sink = to;
          for (const chunk of chunks) to.data(chunk);
          if (ended === null) answer.resume();
          else if (ended.error === null) to.end();
          else to.error(ended.error);
        },
        resume: () => answer.resume(),
        abort: () => answer.abort(),
      };
      resolve({ names: /stream_options|include_usage/.test(text), answer: again });
    };
    answer.consume({
      data(chunk) {
        if (sink !== null) return sink.data(chunk);
        chunks.push(chunk);
        size += chunk.length;
        if (size <= READ_LIMIT) return true;
        decide();
        return false;
      },
      end() {
        if (sink !== null) sink.end();
        else {
          ended = { error: null };
          decide();
        }
      },
      error(error) {
        if (sink !== null) sink.error(error);
        else {
          ended = { error };
          decide();
        }
      },
    });
  });
}
