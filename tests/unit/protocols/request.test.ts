import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../src/exchange/index.ts';
import { asksForUsage, bodyOf, matchLlm, outgoingBody, parseRequest } from '../../../src/protocols/index.ts';

const chat = matchLlm('POST', '/v1/chat/completions')?.target;
const operation = chat?.type === 'operation' ? chat.operation : null;

function refusal(text: string): ProxyError {
  try {
    parseRequest(Buffer.from(text), operation);
  } catch (error) {
    if (error instanceof ProxyError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('reading a chat request', () => {
  it('takes the model and whether it streams', () => {
    const request = parseRequest(Buffer.from('{"model":"m","messages":[],"stream":true}'), operation);
    expect(request).toMatchObject({ model: 'm', streamed: true });
  });

  it('reads a large body without parsing it, and parses it when asked', () => {
    const body = { model: 'm', messages: [{ role: 'user', content: 'x'.repeat(100_000) }], stream: false };
    const request = parseRequest(Buffer.from(JSON.stringify(body)), operation);
    expect(request).toMatchObject({ model: 'm', streamed: false, json: undefined });
    expect(bodyOf(request)).toEqual(body);
  });

  it('says where the JSON is broken, without repeating the text', () => {
    const error = refusal('{"model":"m",\n "secret": oops}');
    expect(error.code).toBe('bad_json');
    expect(error.status).toBe(400);
    expect(error.message).toMatch(/position 25 \(line 2, column 12\)/);
    expect(error.details).toMatchObject({ line: 2, column: 12 });
    expect(error.message).not.toContain('oops');
  });

  it('says that a body ends too early, or is empty', () => {
    expect(refusal('{"model":"m"').message).toMatch(/ends too early/);
    expect(refusal('').message).toBe('the body is empty');
  });

  it.each([
    ['{"messages":[]}', 'model'],
    ['{"model":"","messages":[]}', 'model'],
    ['{"model":null,"messages":[]}', 'model'],
    ['{"model":7,"messages":[]}', 'model'],
    ['{"model":{"a":1},"messages":[]}', 'model'],
    ['{"model":"m"}', 'messages'],
    ['{"model":"m","messages":null}', 'messages'],
    ['{"model":"m","messages":"hi"}', 'messages'],
    ['{"model":"m","messages":{}}', 'messages'],
    ['{"model":"m","messages":[],"stream":"yes"}', 'stream'],
    ['{"model":"m","messages":[],"stream":{}}', 'stream'],
  ])('names the field that is wrong in %s', (text, field) => {
    const error = refusal(text);
    expect(error).toMatchObject({ code: 'invalid_request', status: 400, details: { field } });
    expect(error.message).toContain(field);
  });

  it('refuses JSON that is not an object', () => {
    expect(refusal('[1]').message).toMatch(/must be a JSON object/);
    expect(refusal('"x"').code).toBe('invalid_request');
  });
});

describe('the body that goes up', () => {
  const body =
    '{ "model" : "fast",  "messages":[{"role":"user","content":"h\\u00e9 1.0"}], "n": 1.0, "stream":true }';

  it('is the client’s to the byte where nothing is mapped', () => {
    const request = parseRequest(Buffer.from(body), operation);
    expect(outgoingBody(request, 'fast', false)).toEqual([request.bytes]);
  });

  it('has the model’s name replaced and nothing else', () => {
    const request = parseRequest(Buffer.from(body), operation);
    expect(Buffer.concat(outgoingBody(request, 'qwen/"3"', false)).toString()).toBe(
      body.replace('"fast"', '"qwen/\\"3\\""'),
    );
  });

  it('has usage asked for at its end', () => {
    const request = parseRequest(Buffer.from(body), operation);
    expect(Buffer.concat(outgoingBody(request, 'fast', true)).toString()).toBe(
      body.replace('"stream":true }', '"stream":true ,"stream_options":{"include_usage":true}}'),
    );
  });

  it.each([
    ['{"include_obfuscation":false}', '{"include_obfuscation":false,"include_usage":true}'],
    ['{"include_usage":false}', '{"include_usage":true}'],
    ['null', '{"include_usage":true}'],
  ])('has usage added to stream_options %s', (given, sent) => {
    const text = `{"model":"m","messages":[],"stream":true,"stream_options":${given}}`;
    const request = parseRequest(Buffer.from(text), operation);
    expect(asksForUsage(request)).toBe(false);
    expect(Buffer.concat(outgoingBody(request, 'm', true)).toString()).toBe(text.replace(given, sent));
  });

  it('is not asked for usage twice', () => {
    const text = '{"model":"m","messages":[],"stream":true,"stream_options":{"include_usage":true}}';
    expect(asksForUsage(parseRequest(Buffer.from(text), operation))).toBe(true);
  });
});

describe('matching paths', () => {
  it.each([
    ['POST', '/v1/chat/completions', 'chat'],
    ['POST', '/chat/completions', 'chat'],
    ['POST', '/chat/completions?x=1', 'chat'],
    ['POST', '/s/demo/v1/chat/completions', 'chat'],
    ['POST', '/s/demo/chat/completions', 'chat'],
    ['POST', '/v1/completions', 'completions'],
    ['POST', '/fim/completions', 'fim'],
    ['POST', '/v1/embeddings', 'embeddings'],
  ])('%s %s is a known call', (method, url, id) => {
    const target = matchLlm(method, url)?.target;
    expect(target?.type === 'operation' ? target.operation.id : null).toBe(id);
  });

  it.each([
    ['/v1/v1/messages?beta=true', 'messages', '/v1/messages?beta=true'],
    ['/v1/v1/chat/completions', 'chat', '/v1/chat/completions'],
    ['/v1/v1beta/models/m:generateContent', 'generateContent', '/v1beta/models/m:generateContent'],
    ['/v1beta/v1beta/models/m:generateContent', 'generateContent', '/v1beta/models/m:generateContent'],
    ['/s/demo/v1/v1/v1/responses', 'responses', '/v1/responses'],
  ])('%s has one version too many, of a base URL that ends in it', (url, id, clientPath) => {
    const match = matchLlm('POST', url);
    expect(match?.target.type === 'operation' ? match.target.operation.id : null).toBe(id);
    expect(match?.clientPath).toBe(clientPath);
    expect(match?.path).toBe(url.replace(/\?.*/, ''));
  });

  it('lists models below a doubled version, too', () => {
    expect(matchLlm('GET', '/v1/v1/models')?.target).toEqual({ type: 'models', id: null });
    expect(matchLlm('GET', '/v1/v1')?.target.type).toBe('unknown');
    expect(matchLlm('POST', `${'/v1'.repeat(5000)}/chat/completions`)?.clientPath).toBe(
      '/v1/chat/completions',
    );
  });

  it('serves the list of models and one model, whose id may hold slashes', () => {
    expect(matchLlm('GET', '/v1/models')?.target).toEqual({ type: 'models', id: null });
    expect(matchLlm('GET', '/models')?.target).toEqual({ type: 'models', id: null });
    expect(matchLlm('GET', '/v1/models/kimi/k2%20x')?.target).toEqual({ type: 'models', id: 'kimi/k2 x' });
  });

  it('passes anything else below /v1, and leaves the rest to the dashboard', () => {
    expect(matchLlm('POST', '/v1/rerank?provider=x')?.target.type).toBe('unknown');
    expect(matchLlm('GET', '/v1/chat/completions')?.target.type).toBe('unknown');
    expect(matchLlm('GET', '/s/a/v1/files')?.target.type).toBe('unknown');
    for (const path of [
      '/',
      '/health',
      '/api/sessions',
      '/rerank',
      '/s/demo',
      '/s/demo/health',
      '/v1',
      '/v2/x',
    ]) {
      expect(matchLlm('GET', path), path).toBeNull();
    }
  });

  it('reads the session’s name and what the client sent below it', () => {
    const match = matchLlm('POST', '/s/My%20run/v1/chat/completions?a=b');
    expect(match).toMatchObject({
      sessionName: 'My run',
      clientPath: '/v1/chat/completions?a=b',
      path: '/s/My%20run/v1/chat/completions',
    });
    expect(matchLlm('POST', '/s/%E0%A4%A/v1/chat/completions')?.sessionName).toBe('%E0%A4%A');
  });
});
