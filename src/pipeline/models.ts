import { ProxyError } from '../exchange/index.ts';
import type { Flight } from './flight.ts';

/** Answers `GET /v1/models` and `/v1/models/{id}` from what the router knows, in the shape that the client reads. */
export function answerModels(flight: Flight, id: string | null): void {
  const { exchange, match, res, runtime } = flight;
  const models = runtime.router.models();
  const one = id === null ? null : models.find((model) => model.id === id);
  if (one === undefined) {
    throw new ProxyError('model_not_found', `there is no model ${JSON.stringify(id?.slice(0, 200))}`, {
      details: { field: 'model' },
      hint: 'GET /v1/models lists what there is',
    });
  }
  const { protocol, query } = match;
  const value = one === null ? protocol.modelList(models, query) : protocol.modelEntry(one);
  const body = Buffer.from(JSON.stringify(value));
  exchange.status = 'ok';
  exchange.httpStatus = 200;
  res.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'x-kimi-proxy-exchange': exchange.id,
  });
  res.end(flight.req.method === 'HEAD' ? undefined : body);
}
