import { describe, expect, it } from 'vitest';
import { crash } from '../support/crash/index.ts';
import { temporaryFolder } from '../support/program.ts';

const KILLS = 20;

describe('a program that is killed under load, over and over', () => {
  it('starts again every time, has what had been answered 100 ms before, and leaves no MCP server behind', async () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const report = await crash({ kills: KILLS, seed, dataDir: `${temporaryFolder()}/data` });
    expect(report.problems, `seed ${seed}`).toEqual([]);
    expect(report.kills).toBeGreaterThanOrEqual(KILLS);
    expect(report.ended, `seed ${seed}`).toBeGreaterThan(0);
    expect(report.checkedCalls, `seed ${seed}`).toBeGreaterThan(0);
    expect(report.interrupted, `seed ${seed}`).toBeGreaterThan(0);
  }, 600_000);
});
