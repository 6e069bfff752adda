import { businessDateOf, dateAfter, isoOf, msOfIso } from '@chignon/calendar';
import { invalid, Refusal, type Tools, optional } from '@chignon/eventing';
import { findServices } from '../../desk/booking/planning.flow.js';
import { admission } from '../../desk/terms/admission.flow.js';
import { ranksOf } from '../../desk/terms/tier.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { priceAt } from '../../salon/catalogue/durations.js';
import { ordersOf } from '../../salon/catalogue/order.js';
import { whatRefusal } from '../../salon/channels/admission.js';
import { noStaff } from '../../salon/roster/staff.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import type { WaitlistEntry } from './entry.js';
import type { WaitlistBody } from './waitlist.shapes.http.js';
import { checkWindows, overAt, type WaitlistWindow } from './windows.js';

/** How long "as soon as possible" lasts. */
const ASAP_DAYS = 60;

/** What somebody waits for, resolved; what is wrong with it in its place, so that a repeat is answered and not judged anew. */
export async function entryOf(
  tools: Tools,
  entryId: string,
  body: WaitlistBody,
): Promise<Omit<WaitlistEntry, 'joinedAtMs'> | Refusal> {
  try {
    return await resolved(tools, entryId, body);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

async function resolved(
  tools: Tools,
  entryId: string,
  body: WaitlistBody,
): Promise<Omit<WaitlistEntry, 'joinedAtMs'>> {
  const {
    customerId,
    storeIds,
    services,
    anyOrder,
    asap,
    noticeMinutes = 0,
    channel = 'front-desk',
  } = body;
  const books = await Promise.all(
    storeIds.map((storeId, i) => booksOf(tools).store(storeId, `storeIds.${i}`)),
  );
  const members = services.map(({ staffId }, i) => {
    const member =
      staffId === undefined ? undefined : books.flatMap((book) => book.team.get(staffId) ?? [])[0];
    if (staffId !== undefined && !member) throw noStaff(`services.${i}.staffId`);
    return member;
  });
  const wanted = await findServices(tools, services);
  ordersOf(
    wanted.map((w) => w.service),
    anyOrder ?? false,
  );
  const clocks = books.map((book) => book.store);
  const nowMs = msOfIso(tools.facts.now());
  for (const book of books) {
    const no = whatRefusal(
      admission(book, channel, { nowMs }),
      wanted.map((w) => w.service),
      services.map((one) => one.staffId),
    );
    if (no) throw no;
  }
  const today = businessDateOf(clocks[0]!.zone, dayStartMinute(clocks[0]!), nowMs);
  if (!body.windows && !asap)
    throw invalid('windows-missing', 'Give `windows`, or `asap`.', {
      field: 'windows',
      expected: '`windows` or `asap`',
    });
  const windows: WaitlistWindow[] = body.windows ?? [
    { from: today, to: dateAfter(today, ASAP_DAYS) },
  ];
  checkWindows(windows, clocks);
  const untilMs = overAt(windows, clocks);
  if (untilMs <= nowMs)
    throw invalid('window-over', 'These dates are in the past.', {
      field: 'windows',
      expected: `${today} or later`,
    });
  return {
    entryId,
    customerId,
    storeIds,
    services,
    ...(anyOrder ? { anyOrder } : {}),
    windows,
    ...(asap ? { asap } : {}),
    noticeMinutes,
    tierRank: (await ranksOf(tools, books[0]!, [customerId])).get(customerId) ?? 0,
    valueCents: wanted.reduce(
      (sum, { service }, i) =>
        sum +
        priceAt(
          service,
          {
            staffId: members[i]?.id ?? '',
            storeId: books[0]!.store.id,
            currency: books[0]!.store.currency,
            ...optional({ level: members[i]?.level }),
          },
          books[0]!.tables,
          `services.${i}.serviceId`,
        ),
      0,
    ),
    channel,
    untilMs,
  };
}

/** For answers. */
export const joinedTimes = ({
  joinedAtMs,
  untilMs,
}: Pick<WaitlistEntry, 'joinedAtMs' | 'untilMs'>) => ({
  joinedAt: isoOf(joinedAtMs),
  until: isoOf(untilMs),
});
