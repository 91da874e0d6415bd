import { hash } from 'node:crypto';

export type Message = { role: string; content: unknown };

export const user = (content: unknown): Message => ({ role: 'user', content });
export const assistant = (content: string): Message => ({ role: 'assistant', content });

/** So many words that no two names share, each of the same length. */
export function words(name: string, count: number): string {
  return Array.from({ length: count }, (_, n) => hash('sha256', `${name} ${n}`, 'hex').slice(0, 7)).join(' ');
}

export function tool(name: string, about = words(name, 60)) {
  return {
    type: 'function',
    function: { name, description: about, parameters: { type: 'object', properties: {} } },
  };
}

export const TOOLS = [tool('read_file'), tool('write_file'), tool('run')];
export const system = (date: string): string =>
  `You are a careful engineer.\n${words('rule', 400)}\nToday is ${date}.\n${words('more', 300)}`;

/** A conversation after so many of the user's messages, the last one unanswered. */
export function talk(
  turns: number,
  change: (message: Message, turn: number) => Message = (message) => message,
) {
  return Array.from({ length: turns }, (_, turn) => [
    change(user(`${turn}: ${words(`ask ${turn}`, 150)}`), turn),
    ...(turn === turns - 1 ? [] : [assistant('Done.')]),
  ]).flat();
}
