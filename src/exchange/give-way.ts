import { setPriority } from 'node:os';

/**
 * How much a thread gives way (nice value). Measured with all threads on one core, 200 streams a second: from 2 on, the
 * median first byte comes a fifth sooner. With 5 the thread that writes gets a quarter of a core that is fully used,
 * less than it needs; with 2 it gets two fifths.
 */
const NICE = 2;

/**
 * Lets the calling thread give way to the process's other threads where they compete for a core: what counts and stores
 * must not hold up bytes. On Linux a nice value is a thread's own (setpriority(2)); elsewhere it is the whole process's,
 * and nothing is done.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(NICE);
  } catch {
    // Not allowed here: the thread then competes as any other.
  }
}
