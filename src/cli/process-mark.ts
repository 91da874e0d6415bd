import { readFileSync } from 'node:fs';
import { errorCode } from './messages/index.ts';

/** A process, told apart from a later one with the same pid. */
export interface ProcessMark {
  pid: number;
  /** Boot id and start time in clock ticks, where the system tells (Linux); else null. */
  startTime: string | null;
}

/** The mark of a running process (this one by default). */
export function markProcess(pid: number = process.pid): ProcessMark {
  return { pid, startTime: startTimeOf(pid) };
}

/** True while the process that was marked runs; a later process that got its pid is another one. */
export function isSameProcess(mark: ProcessMark): boolean {
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') return false;
  }
  if (mark.startTime === null) return true;
  const now = startTimeOf(mark.pid);
  return now === null || now === mark.startTime;
}

/** Field 22 of /proc/<pid>/stat (proc_pid_stat(5)); the name before it may hold spaces and brackets. */
function startTimeOf(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  const boot = readOrNull('/proc/sys/kernel/random/boot_id');
  if (stat === null || boot === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const zombie = fields[0] === 'Z';
  const ticks = fields[19];
  return ticks === undefined ? null : `${boot.trim()}:${ticks}${zombie ? ':ended' : ''}`;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'ENOTDIR') return null;
    throw error;
  }
}
