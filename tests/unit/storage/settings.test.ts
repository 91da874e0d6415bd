import { describe, expect, it } from 'vitest';
import { dialects } from '../../support/store.ts';

for (const dialect of dialects) {
  describe(`settings in ${dialect.name}`, () => {
    it('are kept by name, each in place of what there was, until they are taken back', async () => {
      const store = await dialect.open();
      expect(await store.settings()).toEqual([]);
      await store.saveSetting({ name: 'default_model', value: 'kimi/a', updatedAt: 1 });
      await store.saveSetting({ name: 'another', value: '', updatedAt: 2 });
      await store.saveSetting({ name: 'default_model', value: 'kimi/é', updatedAt: 3 });
      expect(await store.settings()).toEqual([
        { name: 'another', value: '', updatedAt: 2 },
        { name: 'default_model', value: 'kimi/é', updatedAt: 3 },
      ]);
      await store.removeSetting('default_model');
      await store.removeSetting('was never there');
      expect((await store.settings()).map(({ name }) => name)).toEqual(['another']);
    });
  });
}
