/** @jest-environment-options { "tempDir": "" } */
import Database from 'libsql';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { dayAhead, runPlatform } from '../support/platform.js';
import { tempDir } from '../support/temp.js';
import { inspect, type Told } from './reader.mjs';

// The canary of the crash test: its reader finds what it is there to find.

const DAY = dayAhead(1);
const route = 'POST /v1/booking/appointments';
let dir: string;
let told: Told;
beforeAll(async () => {
  const running = await runPlatform();
  const {
    items: [customer],
  } = await running.api.get('/v1/customers?externalId=demo:guest-01');
  const wish = (startsAt: string) => ({
    storeId: 'harbour',
    startsAt: `${DAY}T${startsAt}`,
    services: [{ serviceId: 'mens-cut', staffId: 'maya' }],
    customerId: customer.id,
  });
  const answers = [];
  for (const [i, time] of ['10:00', '15:00', '17:00'].entries())
    answers.push(await running.api.post('/v1/booking/appointments', wish(time), `canary-${i}`));
  await running.api.post(`/v1/booking/appointments/${answers[1].appointmentId}/reschedule`, {
    startsAt: `${dayAhead(2)}T11:00`,
  });
  const { visitId } = await running.api.post(
    `/v1/booking/appointments/${answers[0].appointmentId}/check-in`,
  );
  const { bill } = await running.api.post(`/v1/booking/visits/${visitId}/complete`);
  await running.api.post(`/v1/booking/visits/${visitId}/settle`, {
    tenders: [{ kind: 'card', cents: bill.grossCents }],
  });
  await running.platform.settle();
  await running.close();
  dir = running.dir;
  told = {
    wishes: answers.map((answer, i) => ({
      kind: 'book',
      route,
      key: `canary-${i}`,
      body: {},
      answer,
    })),
  };
}, 60_000);

/** The faults found in a copy of the folder after some SQL was run on one of its files. */
function after(file: string, ...sql: string[]): string {
  const copy = join(tempDir(), 'copy');
  cpSync(dir, copy, { recursive: true });
  const db = new Database(join(copy, file));
  for (const statement of sql) db.exec(statement);
  db.close();
  return inspect(copy, told, true).faults.join('\n');
}

describe('the independent reader of the crash test', () => {
  it('finds nothing wrong in a sound folder', () =>
    expect(inspect(dir, told, true).faults).toEqual([]));

  it.each<[string, string, string[], RegExp]>([
    [
      'an acknowledged booking that is not there',
      'streams.sqlite',
      ["DELETE FROM events WHERE type = 'AppointmentBooked'"],
      /book canary-0 was acknowledged and stands 0 times/,
    ],
    [
      'a changed fact',
      'streams.sqlite',
      [
        `UPDATE events SET data = replace(data, '"priceCents":3500', '"priceCents":3501') WHERE type = 'AppointmentBooked'`,
      ],
      /the link is broken/,
    ],
    [
      'a gap in a stream',
      'streams.sqlite',
      ["UPDATE events SET revision = revision + 1 WHERE type = 'VisitSettled'"],
      /revision \d+ after \d+/,
    ],
    [
      'an appointment in two places',
      'streams.sqlite',
      ["DELETE FROM events WHERE type = 'AppointmentMovedOut'"],
      /stands in 2 agendas/,
    ],
    [
      'a slot that a move left reserved',
      'streams.sqlite',
      ["DELETE FROM events WHERE type = 'AppointmentMovedIn'"],
      /neither taken nor given back/,
    ],
    [
      'somebody booked twice',
      'streams.sqlite',
      [
        `UPDATE events SET data = replace(data, '"staffId":"lena"', '"staffId":"maya"')`,
        `INSERT INTO events(stream, revision, id, type, version, data, meta, sum) SELECT stream, 99, 'x', type, version, replace(data, json_extract(data, '$.appointment.appointmentId'), 'other'), meta, 0 FROM events WHERE type = 'AppointmentBooked' ORDER BY position DESC LIMIT 1`,
      ],
      /maya is booked twice/,
    ],
    [
      'a step that was not legal (B2)',
      'streams.sqlite',
      ["UPDATE events SET type = 'HoldReleased' WHERE type = 'AppointmentCheckedIn'"],
      /B2 .*HoldReleased of what is booked/,
    ],
    [
      'a booking outside the hours of its store (B5)',
      'streams.sqlite',
      [
        `UPDATE events SET data = replace(data, '"zone":"America/New_York"', '"zone":"Asia/Shanghai"') WHERE type = 'AppointmentBooked'`,
      ],
      /B5 .* is outside the hours of harbour/,
    ],
    [
      'fees above the price (B7)',
      'streams.sqlite',
      [
        `UPDATE events SET data = replace(data, '"fromHold":false', '"fromHold":false,"fee":{"cents":999999}') WHERE type = 'AppointmentBooked'`,
      ],
      /B7 .* costs 999999 in fees/,
    ],
    [
      'another wall clock than was agreed (B9)',
      'streams.sqlite',
      [
        `UPDATE events SET data = replace(data, '"offsetMinutes":-', '"offsetMinutes":-1') WHERE type = 'AppointmentBooked'`,
      ],
      /B9 .* agreed for/,
    ],
    [
      'points that were never earned',
      'streams.sqlite',
      ["DELETE FROM events WHERE type = 'PointsEarned'"],
      /earned 0 times/,
    ],
    [
      'points earned by nothing',
      'streams.sqlite',
      ["DELETE FROM events WHERE type = 'VisitSettled'"],
      /earned by no settlement/,
    ],
    [
      'an event that was never published',
      'documents.sqlite',
      ["DELETE FROM bus_messages WHERE type = 'VisitSettled'"],
      /VisitSettled was never published/,
    ],
    [
      'a message that was published twice',
      'documents.sqlite',
      [
        "INSERT INTO bus_messages(topic, key, id, type, version, data, meta, sum) SELECT topic, key, id, type, version, data, meta, sum FROM bus_messages WHERE type = 'VisitSettled'",
      ],
      /VisitSettled .* was published 2 times/,
    ],
    [
      'a sale that was counted twice',
      'documents.sqlite',
      [
        `UPDATE doc_insights_daily_sales_v1 SET body = replace(body, '"netCents":3500', '"netCents":7000')`,
      ],
      /insights.daily-sales harbour~.*: netCents is 7000, the streams say 3500/,
    ],
    [
      'a person who was paid another share',
      'documents.sqlite',
      [
        `UPDATE doc_insights_daily_staff_settlements_v1 SET body = replace(body, '"netCents":3500', '"netCents":3499')`,
      ],
      /insights.daily-staff-settlements .*~maya: netCents is 3499, the streams say 3500/,
    ],
    [
      'a visit that the profile never heard of',
      'documents.sqlite',
      ["DELETE FROM doc_customers_profiles_v1 WHERE json_extract(body, '$.visits') > 0"],
      /customers.profiles .*: visits is 0, the streams say 1/,
    ],
    [
      'an appointment ahead that vanished',
      'documents.sqlite',
      ["UPDATE doc_customers_profiles_v1 SET body = json_set(body, '$.appointments', json('{}'))"],
      /customers.profiles .*: ahead .* is 0/,
    ],
    [
      'points that the account does not show',
      'documents.sqlite',
      ["UPDATE doc_loyalty_accounts_v1 SET body = json_set(body, '$.available', 0)"],
      /loyalty.accounts .*: available is 0, the streams say 35/,
    ],
    [
      'a shelf that is not the sum of its movements',
      'documents.sqlite',
      ["UPDATE doc_inventory_levels_v1 SET body = json_set(body, '$.onHandMilli', 1)"],
      /inventory.levels .*: onHandMilli is 1/,
    ],
    [
      'a message of nothing',
      'streams.sqlite',
      ["DELETE FROM events WHERE type = 'VisitCompleted'"],
      /was published and stands in no event/,
    ],
  ])('finds %s', (_, file, sql, fault) => expect(after(file, ...sql)).toMatch(fault));
});
