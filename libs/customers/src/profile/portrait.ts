import type { Counts, Profile, ProfileAppointment } from './profile.view.js';

/** A favourite and how often it was met. */
export interface Favourite {
  readonly id: string;
  readonly count: number;
}

/** The profile as it is shown: favourites, first and last visit found from the counts. */
export interface Portrait {
  readonly visits: number;
  readonly spend: readonly { readonly currency: string; readonly netCents: number }[];
  /** Business days `YYYY-MM-DD`. */
  readonly firstVisitOn?: string;
  readonly lastVisitOn?: string;
  readonly favouriteService?: Favourite;
  readonly favouriteStaff?: Favourite;
  /** Local hour `0` to `23`. */
  readonly favouriteHour?: Favourite;
  readonly stores: readonly string[];
  /** Soonest first. */
  readonly upcoming: readonly (ProfileAppointment & { readonly appointmentId: string })[];
  readonly cancellations: number;
  readonly noShows: number;
}

/** @param now ISO UTC: what begins before is not upcoming */
export function portraitOf(profile: Profile, now: string): Portrait {
  const days = Object.keys(profile.days).sort();
  return {
    visits: profile.visits,
    spend: Object.entries(profile.spendCents)
      .sort(byKey)
      .map(([currency, netCents]) => ({ currency, netCents })),
    firstVisitOn: days[0],
    lastVisitOn: days.at(-1),
    favouriteService: favourite(profile.services),
    favouriteStaff: favourite(profile.staff),
    favouriteHour: favourite(profile.hours),
    stores: Object.keys(profile.stores).sort(),
    upcoming: Object.entries(profile.appointments)
      .filter(([id, a]) => a.startsAt > now && !Object.hasOwn(profile.kept, id))
      .map(([appointmentId, a]) => ({ appointmentId, ...a }))
      .sort((a, b) => compare(a.startsAt, b.startsAt) || compare(a.appointmentId, b.appointmentId)),
    cancellations: profile.cancellations,
    noShows: profile.noShows,
  };
}

/** The most frequent; of equals the one whose key comes first as a number, else as text: always the same one. */
export function favourite(counts: Counts): Favourite | undefined {
  let best: Favourite | undefined;
  for (const [id, count] of Object.entries(counts).sort(byKey))
    if (count > 0 && (!best || count > best.count)) best = { id, count };
  return best;
}

/** Stores that a customer has to do with: where they belong, were, or will be. */
export const storesOf = (homeStoreId: string, profile: Profile | undefined): string[] => [
  ...new Set([
    homeStoreId,
    ...Object.keys(profile?.stores ?? {}),
    ...Object.values(profile?.appointments ?? {}).map((a) => a.storeId),
  ]),
];

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => {
  const order = Number(a) - Number(b);
  return Number.isNaN(order) ? compare(a, b) : order;
};
