import { importedRecord } from './imported-record.js';

const at = '2026-03-01T09:00:00.000Z';
const madeBy = { commandId: 'k', inputHash: 'h' };

describe('PR-04 import with provenance per field', () => {
  const item = {
    externalId: { system: 'salon-pos', code: 'KERT01' },
    homeStoreId: 's1',
    name: 'K',
    phone: '+12045550123',
    gender: 'Female',
  };
  const batch = { id: 'c9', at, source: 'salon-pos 2018', madeBy: madeBy };

  it('makes a record that knows its external code and where each value came from', () => {
    const record = importedRecord(
      { ...item, provenance: { phone: { source: 'paper card', at: '2018-03-15T00:00:00.000Z' } } },
      batch,
    );
    expect(record).toMatchObject({
      id: 'c9',
      externalIds: [item.externalId],
      gender: 'female',
      provenance: {
        phones: { source: 'paper card', at: '2018-03-15T00:00:00.000Z' },
        name: { source: 'salon-pos 2018', at },
      },
    });
  });
  it.each([
    [{ phone: '555' }, 'phone-invalid', 'phone'],
    [{ email: 'x' }, 'email-invalid', 'email'],
    [{ gender: 'q' }, 'gender-invalid', 'gender'],
    [{ provenance: { name: 'somewhere' } }, 'provenance-invalid', 'provenance.name'],
  ])('rejects a bad row by itself: %j', (bad, code, field) => {
    expect(importedRecord({ ...item, ...bad }, batch)).toEqual({
      externalId: item.externalId,
      outcome: 'rejected',
      code,
      field,
    });
  });
});
