import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Screen, World } from './world.ts';

/** A home folder with tools in it, and the command run in this process. */
export class ToolWorld extends World {
  /** Runs `connect`; what it says goes by the exit code. */
  async connect(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
    this.out = new Screen();
    this.err = new Screen();
    const code = await this.run('connect', ...argv);
    return { code, out: this.out.text, err: this.err.text };
  }
  at(file: string): string {
    return path.join(this.home, file);
  }
  put(file: string, text: string | Buffer, mode = 0o644): void {
    mkdirSync(path.dirname(this.at(file)), { recursive: true });
    writeFileSync(this.at(file), text);
    chmodSync(this.at(file), mode);
  }
  read(file: string): string {
    return readFileSync(this.at(file), 'utf8');
  }
  mode(file: string): number {
    return statSync(this.at(file)).mode & 0o777;
  }
  /** Every file and folder below the home folder, but for those of the world itself. */
  everything(): string[] {
    return readdirSync(this.home, { recursive: true, encoding: 'utf8' })
      .filter((name) => name !== 'work' && !name.startsWith('work/'))
      .sort();
  }
}
