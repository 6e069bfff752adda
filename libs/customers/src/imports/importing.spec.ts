import { register } from '../identity/registering.effects.js';
import { ada, bench, cause } from '../identity/testing.documents.js';
import { sealerOf } from '../consents/secret.flow.js';
import { externalClaims, externalKey, records, registered } from '../identity/record.js';
import { guessableId, importCustomers, importedId } from './importing.effects.js';

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
    const bea = importedId(await sealerOf(tools), { system: 'pos', code: 'B2' });
    const first = await importCustomers(tools, rows, by, cause('i1'));
    expect(
      first.map(({ outcome, customerId, code, field }) => [outcome, customerId, code, field]),
    ).toEqual([
      ['imported', bea, undefined, undefined],
      ['already', id, undefined, undefined],
      ['rejected', undefined, 'phone-invalid', 'phone'],
      ['already', bea, undefined, undefined],
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

  it('R-PR-01: gives an id that nobody finds out from the code, though it be a phone number, and the same in every run', async () => {
    const { tools } = bench();
    const phone = '+8613800138000';
    const [one] = await importCustomers(tools, [row(phone)], by, cause('i1'));
    const [again] = await importCustomers(tools, [row(phone)], by, cause('i2'));
    expect(again).toMatchObject({ customerId: one!.customerId, outcome: 'already' });
    expect(one!.customerId).not.toBe(guessableId({ system: 'pos', code: phone }));
    // Of another platform it is another.
    const [there] = await importCustomers(bench().tools, [row(phone)], by, cause('i1'));
    expect(there!.customerId).not.toBe(one!.customerId);
  });

  it('keeps the ids of releases before, also of an import that they did not end', async () => {
    const { tools, ...kept } = bench();
    const [done, begun] = [
      { system: 'pos', code: 'E5' },
      { system: 'pos', code: 'F6' },
    ];
    for (const externalId of [done, begun])
      await tools.documents.put(externalClaims, {
        id: externalKey(externalId),
        customerId: guessableId(externalId),
        claimedAt: '2026-03-01T08:59:59.000Z',
      });
    await tools.documents.put(
      records,
      registered(
        { externalIds: [done] },
        {
          id: guessableId(done),
          homeStoreId: 's1',
          at: '2026-03-01T08:59:59.000Z',
          source: 'salon-pos',
          madeBy: { commandId: 'i0', inputHash: 'h' },
        },
      ),
    );
    const results = await importCustomers(tools, [row('E5'), row('F6')], by, cause('i1'));
    expect(results.map(({ outcome, customerId }) => [outcome, customerId])).toEqual([
      ['already', guessableId(done)],
      ['imported', guessableId(begun)],
    ]);
    expect(kept.records()).toHaveLength(2);
  });
});
