import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { courseAnnouncements } from '../courses/course.announcements.js';
import { salonEventAnnouncements } from './salon-event.announcements.js';

interface Frozen {
  readonly streams: readonly {
    readonly events: readonly { readonly type: string; readonly data: any }[];
  }[];
}
const root = join(__dirname, '../../../../..');
const frozen = (category: string) =>
  (
    JSON.parse(
      readFileSync(join(root, `tests/architecture/samples/${category}.json`), 'utf8'),
    ) as Frozen
  ).streams.flatMap((stream) => stream.events);
const documented = (type: string) =>
  Object.keys(
    JSON.parse(
      readFileSync(join(root, `libs/contracts/samples/booking/${type}.v1.json`), 'utf8'),
    ) as object,
  ).sort();

describe('BK-24 BK-25 what others hear', () => {
  const told = [
    ['salonevent', salonEventAnnouncements],
    ['course', courseAnnouncements],
  ] as const;
  const published = told.flatMap(([category, announcements]) =>
    frozen(category).map(
      (event) =>
        [
          event.type,
          event.data,
          announcements[event.type]?.({ stream: `${category}-e1`, ...event } as never),
        ] as const,
    ),
  );
  const of = (type: string) =>
    published.filter(([private_]) => private_ === type).map(([, , message]) => message as any);

  it('has exactly the documented fields, in instants', () => {
    const messages = published.flatMap(([, , message]) => (message as any) ?? []);
    expect([...new Set(messages.map((m) => m.type))].sort()).toEqual([
      'CourseCompleted',
      'CourseReopened',
      'SalonEventAnnounced',
      'SalonEventAttendance',
      'SalonEventCancelled',
      'SalonEventRegistered',
      'SalonEventRegistrationCancelled',
    ]);
    for (const { type, data } of messages)
      expect([type, Object.keys(data).sort()]).toEqual([type, documented(type)]);
  });
  it('is keyed by the event for the event, by the customer for what is theirs', () => {
    for (const [type, data, message] of published) {
      if (message)
        expect([type, (message as any).key]).toEqual([
          type,
          data.customerId ?? data.eventId ?? data.facts.eventId,
        ]);
    }
  });
  it('says that seats are theirs also when they moved up, and keeps to itself who only waited', () => {
    expect(of('RegistrationMovedUp')).toMatchObject([
      { type: 'SalonEventRegistered', data: { customerId: 'c-3' } },
    ]);
    expect(of('SeatsAwaited')).toEqual([undefined, undefined]);
    expect(of('RegistrationCancelled')).toMatchObject([
      { data: { customerId: 'c-2', reason: 'ill' } },
      undefined,
    ]);
    expect(
      of('SessionDone')
        .concat(of('CourseExpired'))
        .every((m) => m === undefined),
    ).toBe(true);
  });
});
