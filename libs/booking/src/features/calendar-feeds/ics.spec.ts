import fc from 'fast-check';
import ICAL from 'ical.js';
import { type FeedEntry, icsOf, sequenceOf } from './ics.js';

const event = (more: Partial<FeedEntry> = {}): FeedEntry => ({
  uid: 'u1',
  sequence: 3,
  status: 'booked',
  startMs: Date.UTC(2031, 2, 8, 15),
  endMs: Date.UTC(2031, 2, 8, 16),
  summary: 'Cut',
  location: 'Soho',
  ...more,
});
const parsed = (text: string) =>
  new ICAL.Component(ICAL.parse(text))
    .getAllSubcomponents('vevent')
    .map((one) => new ICAL.Event(one));
const NOW = Date.UTC(2031, 0, 1, 12);

describe('calendars by RFC 5545', () => {
  it('reads back as what went in', () => {
    const text = icsOf(
      'Soho',
      [event(), event({ uid: 'u2', status: 'cancelled' }), event({ uid: 'u3', status: 'pending' })],
      NOW,
    );
    const root = new ICAL.Component(ICAL.parse(text));
    expect(['version', 'prodid', 'method'].map((name) => root.getFirstPropertyValue(name))).toEqual(
      ['2.0', '-//chignon//booking//EN', 'PUBLISH'],
    );
    const events = parsed(text);
    expect(
      events.map((one) => [
        one.uid,
        one.sequence,
        one.component.getFirstPropertyValue('status'),
        one.component.getFirstPropertyValue('transp'),
      ]),
    ).toEqual([
      ['u1', 3, 'CONFIRMED', 'OPAQUE'],
      ['u2', 3, 'CANCELLED', 'TRANSPARENT'],
      ['u3', 3, 'TENTATIVE', 'OPAQUE'],
    ]);
    expect(
      [
        events[0]!.startDate,
        events[0]!.endDate,
        events[0]!.component.getFirstPropertyValue('dtstamp') as ICAL.Time,
      ].map((time) => time.toJSDate().toISOString()),
    ).toEqual(['2031-03-08T15:00:00.000Z', '2031-03-08T16:00:00.000Z', '2031-01-01T12:00:00.000Z']);
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
    // Instants, not somebody's wall clock.
    expect(text).toMatch(/DTSTART:20310308T150000Z\r\nDTEND:20310308T160000Z/);
  });

  it('whatever a service is called: escaped, folded at 75 octets, CRLF, and the same when it is read', () => {
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }),
      fc.constantFrom(
        'A; B, C\\D',
        'END:VEVENT\r\nBEGIN:VALARM',
        'x'.repeat(100),
        '美容'.repeat(40),
        '"quoted": \\n',
        'bell\u0007\u0000',
        '👩‍🎨'.repeat(20),
      ),
    );
    fc.assert(
      fc.property(name, name, (summary, location) => {
        const text = icsOf('Soho', [event({ summary, location })], NOW);
        for (const line of text.split('\r\n')) {
          expect(line).not.toMatch(/[\r\n]/);
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        }
        const plain = (value: string) => value.replace(/\p{Cc}+/gu, ' ');
        const [one, ...others] = parsed(text);
        expect([others.length, one!.summary, one!.location]).toEqual([
          0,
          plain(summary),
          plain(location),
        ]);
      }),
    );
  });

  it('an empty calendar is one too', () => expect(parsed(icsOf('Soho', [], NOW))).toEqual([]));

  it('the sequence grows with every change, also on an agenda where less has happened', () => {
    const changes = [
      [0, 5],
      [0, 900],
      [1, 2],
      [1, 3],
      [2, 901],
      [24, 100_000],
    ].map(([moves, revision]) => sequenceOf({ moves: moves!, revision: revision! }));
    expect(changes).toEqual([...changes].sort((a, b) => a - b));
    expect(new Set(changes).size).toBe(changes.length);
    expect(changes.at(-1)).toBeLessThanOrEqual(0x7fff_ffff);
  });
});
