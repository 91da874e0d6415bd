import { send } from '../http.ts';

/** The JSON at an address of the API; rejects where it is not answered 200. */
export async function get<T>(url: string): Promise<T> {
  const answer = await send(url, { method: 'GET' });
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status} ${answer.text}`);
  return JSON.parse(answer.text) as T;
}
