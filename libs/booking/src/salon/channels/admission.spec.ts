import { msOfIso } from '@chignon/calendar';
import { cut } from '../../testing.js';
import { NO_VIP } from '../vip/vip-terms.js';
import {
  type Admission,
  changeRefusal,
  sells,
  takes,
  timeRefusal,
  whatRefusal,
} from './admission.js';
import { channelsOf, type ChannelTerms } from './channel.js';

// A bar salon in New York whose business day begins at five in the morning.
const store = { zone: 'America/New_York', dayStartsAt: '05:00' };
const ask = (terms: ChannelTerms, now: string, more: Partial<Admission> = {}): Admission => ({
  store,
  channels: { app: terms },
  vip: NO_VIP,
  channel: 'app',
  nowMs: msOfIso(now),
  ...more,
});
const codeOf = (no: ReturnType<typeof timeRefusal>) =>
  no && [no.code, no.detail['possibleFrom'] ?? no.detail['earliest'] ?? no.detail['until']];

describe('BK-02 the rules of a channel', () => {
  it('count business days of the store, also after midnight and over the change of the clocks', () => {
    // Two in the morning on Saturday is still Friday's business.
    const friday = ask({ furthestDaysAhead: 1 }, '2031-03-08T07:00:00.000Z');
    expect(takes(friday)).toEqual({ earliestMs: friday.nowMs, lastDate: '2031-03-08' });
    expect(codeOf(timeRefusal(friday, msOfIso('2031-03-09T20:00:00.000Z'), '2031-03-09'))).toEqual([
      'too-far-ahead',
      '2031-03-08T10:00:00.000Z',
    ]);
    // The clocks go forward on 9 March: five o'clock comes an hour earlier in UTC.
    expect(codeOf(timeRefusal(friday, msOfIso('2031-03-10T20:00:00.000Z'), '2031-03-10'))).toEqual([
      'too-far-ahead',
      '2031-03-09T09:00:00.000Z',
    ]);
  });
  it('hold from and until the very instant', () => {
    const now = ask({ minLeadMinutes: 90, changeUntilMinutes: 90 }, '2031-03-03T12:00:00.000Z');
    const at = (time: string) => msOfIso(`2031-03-03T${time}.000Z`);
    expect(codeOf(timeRefusal(now, at('13:29:59'), '2031-03-03'))).toEqual([
      'too-soon',
      '2031-03-03T13:30:00.000Z',
    ]);
    expect(timeRefusal(now, at('13:30:00'), '2031-03-03')).toBeUndefined();
    expect(timeRefusal(now, at('11:00:00'), '2031-03-03')).toBeUndefined();
    expect(codeOf(changeRefusal(now, 'cancel', at('13:30:00')))).toEqual([
      'change-too-late',
      '2031-03-03T12:00:00.000Z',
    ]);
    expect(changeRefusal(now, 'move', at('13:30:01'))).toBeUndefined();
  });
  it('open a date to tiers first, and say which of the two it is', () => {
    const vip = {
      ...NO_VIP,
      windows: [
        { tier: 'gold', daysEarlier: 7 },
        { tier: 'silver', daysEarlier: 2 },
      ],
    };
    const code = (tier: string | undefined, date: string) =>
      codeOf(
        timeRefusal(
          ask({ furthestDaysAhead: 10 }, '2031-03-03T15:00:00.000Z', { vip, tier }),
          msOfIso(`${date}T15:00:00.000Z`),
          date,
        ),
      )?.[0];
    expect(
      [undefined, 'unheard-of', 'silver', 'gold', 'diamond'].map((tier) =>
        code(tier, '2031-03-15'),
      ),
    ).toEqual(['window-not-open', 'window-not-open', undefined, undefined, undefined]);
    expect([undefined, 'gold'].map((tier) => code(tier, '2031-03-21'))).toEqual([
      'too-far-ahead',
      'too-far-ahead',
    ]);
  });
  it('say what is sold and to whom one may ask', () => {
    expect(
      [
        {},
        { serviceIds: ['cut'] },
        { serviceIds: ['x'], serviceGroups: ['cut'] },
        { serviceIds: ['x'] },
        { serviceGroups: [] },
      ].map((terms) => sells(terms, cut)),
    ).toEqual([true, true, true, false, false]);
    expect(
      whatRefusal(
        ask({ anyStaffOnly: true }, '2031-03-03T12:00:00.000Z'),
        [cut, cut],
        [undefined, 'anna'],
      ),
    ).toMatchObject({ code: 'any-staff-only', detail: { field: 'services.1.staffId' } });
    expect(
      whatRefusal(ask({}, '2031-03-03T12:00:00.000Z', { channel: 'import' }), [cut], ['anna']),
    ).toBeUndefined();
  });
  it('of a store stand over those of the chain, field by field', () => {
    const rule = (channel: 'app' | 'web', terms: ChannelTerms) => ({ channel, terms });
    expect(
      channelsOf(
        [rule('app', { minLeadMinutes: 60, mayMove: false }), rule('web', { enabled: false })],
        [rule('app', { mayMove: true })],
      ),
    ).toEqual({ app: { minLeadMinutes: 60, mayMove: true }, web: { enabled: false } });
  });
});
