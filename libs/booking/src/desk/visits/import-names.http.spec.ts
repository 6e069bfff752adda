import { streamName } from '@chignon/eventing';
import {
  at,
  booking,
  bookings,
  line,
  openForAll,
  outcomes,
  visit,
  visits,
} from './imports.testing.http.js';

openForAll();

describe('R-PR-01, K10: what another system calls its people and things', () => {
  const named = (externalId: string) =>
    visit(externalId, {
      billId: externalId,
      lines: [
        {
          ...line,
          performers: [
            { staffId: 'anna', sharePercent: 50 },
            { staffId: 'Maya.Lind', sharePercent: 50 },
          ],
        },
        { ...line, itemId: 'Cut-for-Erin', serviceGroup: 'Erins' },
        { ...line, serviceGroup: 'Haare' },
        { ...line, kind: 'product', itemId: 'Oil.Doe', serviceGroup: undefined, performers: [] },
        {
          ...line,
          kind: 'adjustment',
          itemId: 'tip',
          serviceGroup: undefined,
          netCents: 100,
          taxCents: 0,
          performers: [],
          earning: false,
        },
      ],
      taxes: [{ code: 'Tax.of.Jo', cents: 4 * 656 }],
    });
  it('keeps ids that the chain knows; anything else has an id that stands for it, the same each time, and its words in a document', async () => {
    const { results, unknownCodes } = (
      await at.post('imports/visits', { storeId: 'soho', items: [named('w1'), named('w2')] })
    ).body;
    expect(unknownCodes.map(({ kind, code }: any) => [kind, code])).toEqual([
      ['staff', 'Maya.Lind'],
      ['staff', 'JJ'],
      ['service', 'Cut-for-Erin'],
      ['product', 'Oil.Doe'],
      ['service-group', 'Erins'],
      ['tax', 'Tax.of.Jo'],
    ]);
    const [staff, , service, product, group, tax] = unknownCodes.map(
      ({ standsFor }: any) => standsFor,
    );
    for (const { visitId } of results) {
      const { lines, bill } = (await at.get(`visits/${visitId}`)).body;
      expect(lines.map(({ itemId, serviceGroup }: any) => [itemId, serviceGroup])).toEqual([
        ['cut', 'cut'],
        [service, group],
        ['cut', 'cut'],
        [product, undefined],
        ['tip', undefined],
      ]);
      expect(lines[0].performers.map(({ staffId }: any) => staffId)).toEqual(['anna', staff]);
      expect(bill).toMatchObject({
        netCents: 4 * 8200 + 100,
        taxCents: 4 * 656,
        taxes: [{ code: tax, cents: 4 * 656 }],
      });
    }
    const { unknownCodes: again } = (
      await at.post('imports/appointments', {
        storeId: 'soho',
        items: [
          booking('w3', {
            date: '2018-03-14',
            staffId: 'Maya.Lind',
            serviceId: 'Cut-for-Erin',
            serviceGroup: 'Erins',
          }),
        ],
      })
    ).body;
    expect(again.map(({ standsFor }: any) => standsFor)).toEqual([staff, service, group]);
    const events = await Promise.all(
      results.map(({ visitId }: any) =>
        at.platform.host.engines.streams.read(streamName('visit', visitId)),
      ),
    );
    expect(JSON.stringify(events)).toContain(staff);
    expect(JSON.stringify(events)).not.toMatch(/Maya|Erin|Oil\.Doe|Haare|Tax\.of/);
  });
  it('is there already when it comes again, also when the chain knows the code by then', async () => {
    await at.put('staff/Maya.Lind', { displayName: 'Maya', storeIds: ['soho'] });
    const { results, unknownCodes } = (
      await at.post('imports/visits', { storeId: 'soho', items: [named('w1')] })
    ).body;
    expect(results).toMatchObject([{ outcome: 'already' }]);
    expect(
      unknownCodes.filter(({ kind }: any) => kind === 'staff').map(({ code }: any) => code),
    ).toEqual(['JJ']);
  });
});

describe('import 3 and 7: what an earlier release brought is found again', () => {
  it('by the id that it had then; what is new stands under the new one alone', async () => {
    const [old] = await visits([visit('meiye.1001.13800138000')]);
    const again = { ...visit('meiye.1001.4f2a'), formerId: 'meiye.1001.13800138000' };
    expect(await visits([again])).toMatchObject([{ outcome: 'already', visitId: old.visitId }]);
    expect(outcomes(await visits([{ ...again, billId: 'other' }]))).toEqual([
      ['rejected', 'idempotency-key-reused', 'Idempotency-Key'],
    ]);
    const [fresh] = await visits([
      { ...visit('meiye.1002.4f2a'), formerId: 'meiye.1002.13800138001' },
    ]);
    expect(fresh).toMatchObject({
      outcome: 'imported',
      visitId: expect.not.stringContaining(old.visitId),
    });
    const [mine] = await bookings([booking('meiye.booking.13800138000', { startMinute: 720 })]);
    expect(
      await bookings([
        {
          ...booking('meiye.booking.4f2a', { startMinute: 720 }),
          formerId: 'meiye.booking.13800138000',
        },
      ]),
    ).toMatchObject([{ outcome: 'already', appointmentId: mine.appointmentId }]);
  });
});
