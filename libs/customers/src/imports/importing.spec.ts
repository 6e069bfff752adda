import { register } from '../identity/registering.effects.js';
import { ada, bench, cause } from '../identity/testing.documents.js';
import { importCustomers, importedId } from './importing.effects.js';

describe('PR-04 an import is once per external code, row by row', () => {
  const row = (code: string, more: object = {}) => ({
    externalId: { system: 'pos', code },
    homeStoreId: 's1',
    ...more,
  });
  const by = {
    source: 'salon-pos',
    sees: (storeId: string) => storeId === 's1',
    seesCustomer: async () => true,
  };

  it('imports, leaves alone what is there, and rejects by itself; again: nothing twice', async () => {
    const { tools, announced, ...kept } = bench();
    const { id } = await register(tools, ada, cause('k1'));
    const rows = [
      row('B2', { name: 'Bea' }),
      row('A1', { name: 'Other' }),
      row('C3', { phone: '12' }),
      row('B2'),
      row('D4', { homeStoreId: 's2' }),
    ];
    const first = await importCustomers(tools, rows, by, cause('i1'));
    expect(
      first.map(({ outcome, customerId, code, field }) => [outcome, customerId, code, field]),
    ).toEqual([
      ['imported', importedId({ system: 'pos', code: 'B2' }), undefined, undefined],
      ['already', id, undefined, undefined],
      ['rejected', undefined, 'phone-invalid', 'phone'],
      ['already', importedId({ system: 'pos', code: 'B2' }), undefined, undefined],
      ['rejected', undefined, 'store-not-found', 'homeStoreId'],
    ]);
    expect((await importCustomers(tools, rows, by, cause('i2'))).map((r) => r.outcome)).toEqual([
      'already',
      'already',
      'rejected',
      'already',
      'rejected',
    ]);
    expect(
      kept
        .records()
        .map((r) => r.name)
        .sort(),
    ).toEqual(['Ada', 'Bea']);
    expect(announced.map((a) => (a.data as { source: string }).source)).toEqual([
      'front-desk',
      'import',
    ]);
  });
});
