import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { Conversation } from '../../../../../src/contract/conversation.ts';
import { callApi } from '../../../data/api.ts';

export type Message = Conversation['messages'][number];

/** Messages of parts that follow one another; one that two parts share is one again. */
export function joinMessages(parts: readonly Pick<Conversation, 'messages'>[]): Message[] {
  const joined: Message[] = [];
  for (const message of parts.flatMap(({ messages }) => messages)) {
    const last = joined.at(-1);
    if (last !== undefined && message.message !== null && last.message === message.message) {
      joined[joined.length - 1] = { ...last, blocks: [...last.blocks, ...message.blocks] };
    } else {
      joined.push(message);
    }
  }
  return joined;
}

/** The conversation from a block on, by parts; at what is new where `from` is null. */
export function useConversation(id: string, from: number | null) {
  return useInfiniteQuery({
    queryKey: ['exchange', id, 'conversation', from],
    queryFn: ({ pageParam, signal }) =>
      callApi<Conversation>(`/api/exchanges/${encodeURIComponent(id)}/conversation`, {
        query: { from: pageParam },
        signal,
      }),
    initialPageParam: from,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}
