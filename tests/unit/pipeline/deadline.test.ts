import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Canceller } from '../../../src/exchange/index.ts';
import { startDeadline, wait } from '../../../src/pipeline/deadline.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the limit over all attempts', () => {
  it('cancels when it has passed, and says that it was it', () => {
    const deadline = startDeadline(1000, new Canceller());
    vi.advanceTimersByTime(999);
    expect([deadline.signal.aborted, deadline.expired()]).toEqual([false, false]);
    expect(deadline.leftMs()).toBe(1);
    vi.advanceTimersByTime(1);
    expect([deadline.signal.aborted, deadline.expired()]).toEqual([true, true]);
    expect(deadline.leftMs()).toBe(0);
  });

  it('cancels with the client, and says that it was not it', () => {
    const client = new Canceller();
    const deadline = startDeadline(1000, client);
    client.cancel();
    expect([deadline.signal.aborted, deadline.expired()]).toEqual([true, false]);
  });

  it('is cancelled from the start where the client has gone already', () => {
    const client = new Canceller();
    client.cancel();
    expect(startDeadline(1000, client).signal.aborted).toBe(true);
  });

  it('that is lifted never passes, but still goes with the client', () => {
    const client = new Canceller();
    const deadline = startDeadline(1000, client);
    deadline.lift();
    vi.advanceTimersByTime(100_000);
    expect([deadline.signal.aborted, deadline.expired()]).toEqual([false, false]);
    client.cancel();
    expect(deadline.signal.aborted).toBe(true);
  });

  it('that is stopped does nothing more, and leaves no timer and no listener', () => {
    const client = new Canceller();
    const deadline = startDeadline(1000, client);
    deadline.stop();
    expect(vi.getTimerCount()).toBe(0);
    client.cancel();
    vi.advanceTimersByTime(2000);
    expect(deadline.signal.aborted).toBe(false);
  });

  it('tells those who listen, once', () => {
    const client = new Canceller();
    const deadline = startDeadline(1000, client);
    let heard = 0;
    deadline.signal.addEventListener('abort', () => {
      heard += 1;
    });
    client.cancel();
    vi.advanceTimersByTime(2000);
    expect(heard).toBe(1);
  });
});

describe('waiting', () => {
  it('ends after its time, and leaves no listener', async () => {
    const client = new Canceller();
    let over = false;
    const waiting = wait(500, client).then(() => {
      over = true;
    });
    await vi.advanceTimersByTimeAsync(499);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await waiting;
    expect(over).toBe(true);
    client.cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends at once where the client goes away, and leaves no timer', async () => {
    const client = new Canceller();
    const waiting = wait(60_000, client);
    client.cancel();
    await expect(waiting).rejects.toMatchObject({ code: 'client_closed', status: 499 });
    expect(vi.getTimerCount()).toBe(0);
  });
});
