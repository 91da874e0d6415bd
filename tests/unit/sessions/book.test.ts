import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/exchange/index.ts';
import { SessionBook } from '../../../src/sessions/book.ts';
import { batchOf, dialects, exchangeOf, idOf, sessionOf } from '../../support/store.ts';

for (const dialect of dialects) {
  describe(`the current session in ${dialect.name}`, () => {
    it('is none that was deleted while its turn was looked up', async () => {
      const store = await dialect.open();
      const [kept, doomed] = [await sessionOf(store, 'kept'), await sessionOf(store, 'doomed')];
      await store.write(
        batchOf({
          exchanges: [exchangeOf({ id: idOf(1), sessionId: kept.id, kind: 'turn', startedAt: 10 })],
        }),
      );
      const book = new SessionBook(store, systemClock, () => undefined);
      await book.load();
      await book.remove(doomed.id, false);
      expect(book.noteTurn(doomed.id, 20)).toBe(false);
      expect(await book.get(kept.id)).toMatchObject({ is_active: true });
      await book.restore(doomed.id);
      expect(book.noteTurn(doomed.id, 30)).toBe(true);
    });
  });
}
