import { describe, expect, it } from 'vitest';
import { matchLlm, parseRequest } from '../../../../src/protocols/index.ts';
import { read } from './kit.ts';

function operationAt(url: string) {
  const match = matchLlm('POST', url);
  if (match?.target.type !== 'operation') throw new Error(`${url} is no operation`);
  return { match, operation: match.target.operation };
}

function refusal(url: string, body: unknown): unknown {
  const { match, operation } = operationAt(url);
  try {
    parseRequest(Buffer.from(JSON.stringify(body)), operation, match.model);
  } catch (error) {
    return error;
  }
  return null;
}

describe('the paths of Gemini', () => {
  it.each([
    ['/v1beta/models/gemini-3-flash:generateContent', 'turn', 'never', 'gemini-3-flash'],
    ['/v1beta/models/gemini-3-flash:streamGenerateContent?alt=sse', 'turn', 'always', 'gemini-3-flash'],
    ['/models/kimi/k2:generateContent', 'turn', 'never', 'kimi/k2'],
    ['/v1beta/kimi/k2:streamGenerateContent?alt=sse', 'turn', 'always', 'kimi/k2'],
    ['/s/mine/v1beta/models/a%2Fb:countTokens?key=x', 'count_tokens', 'never', 'a/b'],
    ['/v1beta/models/e:embedContent', 'embedding', 'never', 'e'],
    ['/v1beta/models/e:batchEmbedContents', 'embedding', 'never', 'e'],
  ])('%s is a %s that streams %s', (url, kind, streams, model) => {
    const { match, operation } = operationAt(url);
    expect(match).toMatchObject({ protocol: { name: 'gemini' }, model });
    expect(operation).toMatchObject({ kind, streams });
  });

  it.each(['/v1beta/tunedModels/mine:generateContent', '/v1beta/alone:generateContent'])(
    '%s is nobody’s but Gemini’s own',
    (url) => {
      expect(matchLlm('POST', url)?.target.type).toBe('unknown');
    },
  );

  it('name the model, so that the body need not', () => {
    const { match, operation } = operationAt('/v1beta/models/m:streamGenerateContent');
    expect(parseRequest(Buffer.from('{"contents":[]}'), operation, match.model)).toMatchObject({
      model: 'm',
      streamed: true,
    });
  });

  it('want contents, in their own way for a count', () => {
    const wrong = (field: string, reason: string) => ({
      code: 'invalid_request',
      details: { field },
      message: expect.stringContaining(reason),
    });
    expect(refusal('/v1beta/models/m:generateContent', {})).toMatchObject(wrong('contents', 'is required'));
    expect(refusal('/v1beta/models/m:generateContent', { contents: {} })).toMatchObject(
      wrong('contents', 'must be a list'),
    );
    expect(refusal('/v1beta/models/m:countTokens', {})).toMatchObject(wrong('contents', 'is required'));
    for (const name of ['contents', 'generateContentRequest', 'generate_content_request'])
      expect(refusal('/v1beta/models/m:countTokens', { [name]: [] })).toBeNull();
    expect(
      refusal('/v1beta/models/m:countTokens', { contents: null, generateContentRequest: {} }),
    ).toBeNull();
    expect(refusal('/v1beta/models/m:batchEmbedContents', {})).toMatchObject(
      wrong('requests', 'is required'),
    );
  });
});

describe('a request that is unusable', () => {
  it.each([
    [{ contents: [{ role: 'system', parts: [] }] }, 'contents[0].role'],
    [{ contents: [{ role: 7, parts: [] }] }, 'contents[0].role'],
    [{ contents: [7] }, 'contents[0]'],
    [{ contents: [{ parts: 7 }] }, 'contents[0].parts'],
    [{ contents: [{ parts: [{}, 7] }] }, 'contents[0].parts[1]'],
    [{ contents: [{ parts: [{ functionCall: {} }] }] }, 'contents[0].parts[0].functionCall.name'],
    [
      { contents: [{ parts: [{ functionCall: { name: 'f', args: [] } }] }] },
      'contents[0].parts[0].functionCall.args',
    ],
    [
      { contents: [{ parts: [{ functionResponse: { response: {} } }] }] },
      'contents[0].parts[0].functionResponse.name',
    ],
    [{ contents: 7 }, 'contents'],
    [{ contents: [], systemInstruction: 7 }, 'systemInstruction'],
    [{ contents: [], tools: [7] }, 'tools[0]'],
    [
      { contents: [], tools: [{ functionDeclarations: [{ description: 'x' }] }] },
      'tools[0].functionDeclarations[0].name',
    ],
    [
      { contents: [], tools: [{ functionDeclarations: [{ name: 'f', parameters: 'x' }] }] },
      'tools[0].functionDeclarations[0].parameters',
    ],
    [{ contents: [], generationConfig: 7 }, 'generationConfig'],
  ])('%j names the field %s', (body, field) => {
    expect(() => read(body)).toThrow(
      expect.objectContaining({ code: 'invalid_request', details: { field } }),
    );
  });

  it('is one that is nested endlessly', () => {
    const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) as unknown;
    expect(() => read({ contents: [], x: deep })).toThrow(
      expect.objectContaining({ code: 'invalid_request', details: { field: 'body' } }),
    );
  });
});
