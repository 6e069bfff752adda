import { mappingOf } from './mapping.js';
import { salonPos } from './salon-pos.mapping.js';

describe('mapping files', () => {
  it('change what they name and leave the rest as it is', () => {
    const mapping = mappingOf(salonPos, {
      system: 'other',
      formats: { date: 'YYYY-MM-DD' },
      receipts: { columns: { amount: 'Net' }, anonymousClients: ['CASH'] },
      services: { byCode: { CUT: { minutes: 20 } } },
    });
    expect(mapping.system).toBe('other');
    expect(mapping.formats).toEqual({ date: 'YYYY-MM-DD', time: salonPos.formats.time });
    expect(mapping.receipts.columns).toEqual({ ...salonPos.receipts.columns, amount: 'Net' });
    expect(mapping.receipts.anonymousClients).toEqual(['CASH']);
    expect(mapping.services.byCode).toEqual({ CUT: { minutes: 20 } });
    expect(mappingOf(salonPos, {})).toEqual(salonPos);
  });

  it.each([
    [{ recepits: {} }, 'mapping.recepits is not known'],
    [{ receipts: { file: 3 } }, 'mapping.receipts.file is a number; expected a string'],
    [{ receipts: null }, 'mapping.receipts is null; expected an object'],
    [[], 'mapping is a list; expected an object'],
    [{ formats: { date: 'MM/YYYY' } }, 'the date format MM/YYYY names no day'],
    [{ store: { taxes: [{ code: 'VAT', rateBp: 2000 }] } }, 'names no column for VAT'],
    [
      { receipts: { columns: { taxes: { GST: 'GST', PST: 'PST', HST: 'HST' } } } },
      'names HST, which is no tax',
    ],
    [
      { cancellations: { by: 'nobody' } },
      'mapping.cancellations.by is nobody; expected customer or store',
    ],
    [{ products: { class: 'food' } }, 'mapping.products.class is food'],
  ])('refuses %j', (given, message) => expect(() => mappingOf(salonPos, given)).toThrow(message));
});
