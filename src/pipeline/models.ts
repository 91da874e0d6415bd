import { ProxyError } from '../exchange/index.ts';
import type { Flight } from './flight.ts';

/** When the list itself was made has no meaning for a proxy; clients want a number. */
const CREATED = 0;

/** Answers `GET /v1/models` and `/v1/models/{id}` from what the router knows, in OpenAI's shape. */
export function answerModels(flight: Flight, id: string | null): void {
  const { exchange, res, runtime } = flight;
  const models = runtime.router.models().map((model) => ({
    id: model.id,
    object: 'model',
    created: CREATED,
    owned_by: model.provider,
    ...(model.window === null ? {} : { context_length: model.window, max_model_len: model.window }),
  }));
  const one = id === null ? null : models.find((model) => model.id === id);
  if (one === undefined) {
    throw new ProxyError('model_not_found', `there is no model ${JSON.stringify(id?.slice(0, 200))}`, {
      details: { field: 'model' },
      hint: 'GET /v1/models lists what there is',
    });
  }
  const body = Buffer.from(JSON.stringify(one ?? { object: 'list', data: models }));
  exchange.status = 'ok';
  exchange.httpStatus = 200;
  res.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'x-kimi-proxy-exchange': exchange.id,
  });
  res.end(flight.req.method === 'HEAD' ? undefined : body);
}
