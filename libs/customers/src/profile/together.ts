import { blankProfile, type Counts, type Profile } from './profile.view.js';

/** What is known of a person out of the profiles of all their records: counts are added, nothing is written. */
export function together(id: string, profiles: readonly Profile[]): Profile {
  return profiles.reduce<Profile>(
    (sum, one) => ({
      id,
      visits: sum.visits + one.visits,
      spendCents: added(sum.spendCents, one.spendCents),
      days: added(sum.days, one.days),
      stores: added(sum.stores, one.stores),
      hours: added(sum.hours, one.hours),
      services: added(sum.services, one.services),
      staff: added(sum.staff, one.staff),
      appointments: { ...sum.appointments, ...one.appointments },
      kept: { ...sum.kept, ...one.kept },
      cancellations: sum.cancellations + one.cancellations,
      noShows: sum.noShows + one.noShows,
    }),
    blankProfile(id),
  );
}

function added(a: Counts, b: Counts): Counts {
  const sum = new Map(Object.entries(a));
  for (const [key, count] of Object.entries(b)) sum.set(key, (sum.get(key) ?? 0) + count);
  return Object.fromEntries([...sum].filter(([, count]) => count !== 0));
}
