import { parentPort, workerData } from 'node:worker_threads';
import { giveWay } from '../../exchange/index.ts';
import type { KyselyStore } from '../kysely-store.ts';
import { openReader, openWriter } from './local.ts';
import { type Opened, type Reply, type Request, type ThreadData, toSent } from './messages.ts';
import { fromPosted } from './posting.ts';

const port = parentPort;
if (port === null) throw new Error('The store runs in a worker thread.');
const data = workerData as ThreadData;
// Who reads is waited for by a person.
if (data.role === 'writer') giveWay();

const opened = await open();
if (opened !== null) {
  port.on('message', (request: Request) => {
    void answer(opened, request).then((reply: Reply) => {
      port.postMessage(reply);
      // Nothing is left to listen to: the thread ends by itself, with nothing of the database under way.
      if ('close' in request) port.close();
    });
  });
}

async function open(): Promise<KyselyStore | null> {
  const say = (message: Opened) => port?.postMessage(message);
  try {
    const { store, notices } =
      data.role === 'writer' ? await openWriter(data) : { store: openReader(data), notices: [] };
    say({ opened: true, notices });
    return store;
  } catch (error) {
    say({ opened: false, error: toSent(error) });
    return null;
  }
}

async function answer(store: KyselyStore, request: Request): Promise<Reply> {
  const { id } = request;
  try {
    if ('batch' in request) return { id, value: await store.writeEncoded(fromPosted(request.batch)) };
    if ('close' in request) return { id, value: await store.close() };
    const method = store[request.method] as (...args: readonly unknown[]) => Promise<unknown>;
    return { id, value: await method(...request.args) };
  } catch (error) {
    return { id, error: toSent(error) };
  }
}
