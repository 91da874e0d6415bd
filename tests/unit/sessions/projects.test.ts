import { describe, expect, it, test } from 'vitest';
import { type Block, placeBlocks } from '../../../src/context/index.ts';
import { readRequest } from '../../support/fixtures/context.ts';
import { toolFixtures } from '../../support/fixtures/index.ts';
import { requestsOf, said, startBed, talk } from './bed.ts';

const bed = startBed();
const FOLDER = '/home/me/parser';

/** How each tool names its folder, in the system text or in a text before the first question; recorded texts have our own words. */
const NAMED: Record<string, { place: 'system' | 'beside' | 'late'; lines: string }> = {
  '@anthropic-ai/claude-code': {
    place: 'late',
    lines: `# Environment\n - Primary working directory: ${FOLDER}\n - Shell: bash`,
  },
  cline: { place: 'system', lines: `<env>\n3. IDE: Terminal Shell\n4. Working Directory: ${FOLDER}\n</env>` },
  '@continuedev/cli': {
    place: 'system',
    lines: `<env>\nWorking directory: ${FOLDER}\nPlatform: linux\n</env>`,
  },
  '@openai/codex': {
    place: 'beside',
    lines: `<environment_context>\n  <cwd>${FOLDER}</cwd>\n  <shell>bash</shell>\n</environment_context>`,
  },
  '@google/gemini-cli': {
    place: 'beside',
    lines: `- **Workspace Directories:**\n  - ${FOLDER}\n- **Directory Structure:**`,
  },
  '@moonshot-ai/kimi-code': {
    place: 'system',
    lines: `Dates are dates.\n\nThe current working directory is \`${FOLDER}\`. Tools work there.`,
  },
  'opencode-ai': {
    place: 'system',
    lines: `<env>\n  Working directory: ${FOLDER}\n  Workspace root folder: /\n</env>`,
  },
  '@qwen-code/qwen-code': {
    place: 'beside',
    lines: `My operating system is: linux\nI'm currently working in the directory: ${FOLDER}\nIt has files.`,
  },
};

/** The request's blocks, with what the tool says of its folder where it says it. */
function withFolder(blocks: readonly Block[], { place, lines }: (typeof NAMED)[string]): Block[] {
  const question = blocks.findIndex(({ role, kind }) => role === 'user' && kind === 'text');
  if (place === 'late') return [...blocks, said('system', lines, 99)];
  if (place === 'beside') return blocks.toSpliced(question, 0, said('user', lines, 0));
  const at = blocks.findLastIndex(({ kind }, index) => kind === 'system' && index < question);
  return blocks.map((block, index) =>
    index === at ? { ...block, content: `${block.content}\n${lines}` } : block,
  );
}

const projects = async () =>
  (await bed.directory.list({ limit: 100 })).map(({ project }) => project).reverse();

describe('the project of a tool’s session', () => {
  test('is looked for with every tool that there is', () => {
    expect(Object.keys(NAMED).sort()).toEqual(
      toolFixtures()
        .map(({ tool }) => tool)
        .sort(),
    );
  });

  test.each(Object.entries(NAMED))('%s: is the folder that it names', async (tool, named) => {
    for (const request of requestsOf(tool).slice(0, 3)) {
      const read = readRequest(request);
      await bed.hear({ ...read, context: placeBlocks(withFolder(read.context.blocks, named)) });
    }
    expect(await projects()).toEqual([FOLDER]);
  });

  test.each(Object.keys(NAMED))('%s: is none where it names none', async (tool) => {
    for (const request of requestsOf(tool).slice(0, 3)) await bed.hearRequest(request);
    expect(await projects()).toEqual([null]);
  });
});

describe('the project of a session', () => {
  const names = (folder: string) => said('system', `Working directory: ${folder}`, -1);
  const agent = (id: string, more = {}) => ({ 'x-claude-code-session-id': id, ...more });

  it('stays what was found first', async () => {
    await bed.hear({ headers: agent('s'), blocks: [names('/a'), ...talk('Hello')] });
    await bed.hear({ headers: agent('s'), blocks: [names('/b'), ...talk('Hello')] });
    await bed.restart();
    await bed.hear({ headers: agent('s'), blocks: [names('/c'), ...talk('Hello')] });
    expect(await projects()).toEqual(['/a']);
  });

  it('is not what a helper or a title names', async () => {
    const helper = agent('s', { 'x-claude-code-agent-id': 'h' });
    await bed.hear({ headers: helper, blocks: [names('/h'), ...talk('Help')] });
    await bed.hear({ headers: agent('s'), blocks: [names('/t'), ...talk('Hello')], operation: 'title' });
    expect(await projects()).toEqual([null]);
    await bed.hear({ headers: agent('s'), blocks: [names('/a'), ...talk('Hello')] });
    expect(await projects()).toEqual(['/a']);
  });

  it('may be found with a later turn, but is not looked for for ever', async () => {
    const talks = (headers: Record<string, string>, ...folders: (string | null)[]) =>
      folders.reduce(async (before, folder) => {
        await before;
        await bed.hear({ headers, blocks: [...(folder === null ? [] : [names(folder)]), ...talk('Hello')] });
      }, Promise.resolve());
    await talks(agent('s'), null, null, '/a');
    await talks(agent('t'), null, null, null, '/b');
    expect(await projects()).toEqual(['/a', null]);
  });

  it('is what the header says from then on, and what a person says until it says more', async () => {
    const named = (project: string) => agent('s', { 'x-kimi-proxy-project': project });
    const hear = (headers: Record<string, string>) =>
      bed.hear({ headers, blocks: [names('/a'), ...talk('Hello')] });
    await hear(agent('s'));
    await hear(named('Billing'));
    await hear(agent('s'));
    expect(await projects()).toEqual(['Billing']);
    const [session] = await bed.directory.list({ limit: 1 });
    await bed.directory.update(session?.id ?? 0, { project: null });
    await hear(agent('s'));
    expect(await projects()).toEqual([null]);
    await hear(named('Parser'));
    expect(await projects()).toEqual(['Parser']);
    await expect(bed.directory.update(session?.id ?? 0, { project: 'a\nb' })).rejects.toThrow(
      'project: is no name',
    );
  });
});
