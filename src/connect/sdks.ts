import type { ConnectEntry, ConnectSnippet } from '../contract/index.ts';
import { shellWord } from '../exchange/index.ts';
import { TOKEN_VARIABLE, tokenText } from './snippet-token.ts';
import type { Target } from './tool.ts';

/** A program's own code, or one command, that asks for an answer. */
interface Sdk extends Pick<ConnectEntry, 'id' | 'name' | 'how'> {
  /** What it reads of its own where its code says nothing. */
  variables(target: Target): [name: string, value: string][];
  snippets(target: Target): Pick<ConnectSnippet, 'language' | 'text'>[];
}

const js = (value: string): string => JSON.stringify(value);
/** JSON's texts are Python's, too, but for what it writes in two surrogates, which it leaves as they are. */
const py = js;

const jsKey = ({ isToken, key }: Target): string => (isToken ? `process.env.${TOKEN_VARIABLE}` : js(key));
const pyKey = ({ isToken, key }: Target): string => (isToken ? `os.environ["${TOKEN_VARIABLE}"]` : py(key));
const pyImports = ({ isToken }: Target): string => (isToken ? 'import os\n' : '');

/** https://github.com/openai/openai-python and …/openai-node */
const openai: Sdk = {
  id: 'openai-sdk',
  name: 'OpenAI SDK',
  how: 'code',
  variables: ({ base, key }) => [
    ['OPENAI_BASE_URL', `${base}/v1`],
    ['OPENAI_API_KEY', key],
  ],
  snippets: (target) => [
    {
      language: 'python',
      text: `${pyImports(target)}from openai import OpenAI

client = OpenAI(base_url=${py(`${target.base}/v1`)}, api_key=${pyKey(target)})
answer = client.chat.completions.create(
    model=${py(target.model)},
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.choices[0].message.content)
`,
    },
    {
      language: 'javascript',
      text: `import OpenAI from "openai";

const client = new OpenAI({ baseURL: ${js(`${target.base}/v1`)}, apiKey: ${jsKey(target)} });
const answer = await client.chat.completions.create({
  model: ${js(target.model)},
  messages: [{ role: "user", content: "Hello" }],
});
console.log(answer.choices[0].message.content);
`,
    },
  ],
};

/** https://github.com/anthropics/anthropic-sdk-python and …/anthropic-sdk-typescript */
const anthropic: Sdk = {
  id: 'anthropic-sdk',
  name: 'Anthropic SDK',
  how: 'code',
  variables: ({ base, key }) => [
    ['ANTHROPIC_BASE_URL', base],
    ['ANTHROPIC_AUTH_TOKEN', key],
  ],
  snippets: (target) => [
    {
      language: 'python',
      text: `${pyImports(target)}from anthropic import Anthropic

client = Anthropic(base_url=${py(target.base)}, api_key=${pyKey(target)})
answer = client.messages.create(
    model=${py(target.model)},
    max_tokens=1024,
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.content[0].text)
`,
    },
    {
      language: 'javascript',
      text: `import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({ baseURL: ${js(target.base)}, apiKey: ${jsKey(target)} });
const answer = await client.messages.create({
  model: ${js(target.model)},
  max_tokens: 1024,
  messages: [{ role: "user", content: "Hello" }],
});
console.log(answer.content[0].text);
`,
    },
  ],
};

/** https://github.com/googleapis/python-genai and …/js-genai */
const gemini: Sdk = {
  id: 'gemini-sdk',
  name: 'Gemini SDK',
  how: 'code',
  variables: ({ base, key }) => [
    ['GOOGLE_GEMINI_BASE_URL', base],
    ['GEMINI_API_KEY', key],
  ],
  snippets: (target) => [
    {
      language: 'python',
      text: `${pyImports(target)}from google import genai

client = genai.Client(api_key=${pyKey(target)}, http_options={"base_url": ${py(target.base)}})
answer = client.models.generate_content(model=${py(target.model)}, contents="Hello")
print(answer.text)
`,
    },
    {
      language: 'javascript',
      text: `import { GoogleGenAI } from "@google/genai";

const client = new GoogleGenAI({ apiKey: ${jsKey(target)}, httpOptions: { baseUrl: ${js(target.base)} } });
const answer = await client.models.generateContent({ model: ${js(target.model)}, contents: "Hello" });
console.log(answer.text);
`,
    },
  ],
};

const curl: Sdk = {
  id: 'curl',
  name: 'curl',
  how: 'command',
  variables: () => [],
  snippets(target) {
    const header = target.isToken ? ` \\\n  -H "Authorization: Bearer ${tokenText}"` : '';
    const body = { model: target.model, messages: [{ role: 'user', content: 'Hello' }] };
    return [
      {
        language: 'sh',
        text: `curl ${shellWord(`${target.base}/v1/chat/completions`)}${header} \\
  -H "Content-Type: application/json" \\
  -d ${shellWord(JSON.stringify(body))}
`,
      },
    ];
  },
};

/** What is no coding tool: libraries, and a command to try the connection with. */
export const SDKS: readonly Sdk[] = [openai, anthropic, gemini, curl];
