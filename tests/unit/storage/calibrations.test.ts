import { describe, expect, it } from 'vitest';
import { dialects } from '../../support/store.ts';

for (const dialect of dialects) {
  describe(`calibrations in ${dialect.name}`, () => {
    const learnt = { provider: 'kimi', model: 'k2', vocabulary: 'o200k_base', data: '{"n":1}', updatedAt: 1 };

    it('are written in place of what there was, the newest first', async () => {
      const store = await dialect.open();
      expect(await store.calibrations()).toEqual([]);
      await store.saveCalibrations([learnt, { ...learnt, model: 'k3', updatedAt: 2 }]);
      await store.saveCalibrations([{ ...learnt, data: '{"n":2}', updatedAt: 3 }]);
      expect(await store.calibrations()).toEqual([
        { ...learnt, data: '{"n":2}', updatedAt: 3 },
        { ...learnt, model: 'k3', updatedAt: 2 },
      ]);
      await store.saveCalibrations([]);
    });
  });
}
