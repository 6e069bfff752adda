import { type Refusal, refused } from '@chignon/eventing';
import { type Quota, quotaRefusal } from '../../salon/catalogue/prerequisites.js';
import { type AgendaState, type Appointment, occupies } from './appointment.js';

/** A use by its business date; the agenda and the appointment where it has any. */
export interface KnownUse {
  readonly date: string;
  readonly agenda?: string;
  readonly appointmentId?: string;
}

/** A quota of a service that is to be booked, with the customer's uses on other days and at other stores as they were known when the plan was made. */
export interface QuotaOfDay {
  readonly serviceId: string;
  readonly quota: Quota;
  /** Business dates, one a use. */
  readonly elsewhere: readonly string[];
  /** All uses that the plan knew of, on the day itself too: those that no claim speaks for count in the customer's ledger by this. */
  readonly known: readonly KnownUse[];
  /** Once the customer's ledger has claimed it: how long it may be booked, epoch ms. Later another may have the use. */
  readonly claimedUntilMs?: number;
  /** Lines of the service in the plan. */
  readonly wanted: number;
  readonly field: string;
  /** The appointment that is being moved: its own old lines do not count. */
  readonly except?: string;
}

/**
 * Judges quotas with the day's own uses counted in the very state that decides: requests of one store and day can never
 * use a quota twice together, whatever a read model has not seen yet.
 */
export function overQuota(
  state: AgendaState,
  quotas: readonly QuotaOfDay[],
  customerId: string | undefined,
  date: string,
  nowMs: number,
): Refusal | undefined {
  const active: Appointment[] = [...state.reserved.values()].map((r) => r.appointment);
  for (const { status, expiresAtMs = Infinity, appointment } of state.entries.values())
    if (occupies(status) && (status !== 'held' || expiresAtMs > nowMs)) active.push(appointment);
  for (const {
    serviceId,
    quota,
    elsewhere,
    wanted,
    field,
    except,
    claimedUntilMs = Infinity,
  } of quotas) {
    if (nowMs > claimedUntilMs)
      return refused('quota-claim-lapsed', 'Booking took too long. Try again.', {
        field,
        serviceId,
      });
    const own = active
      .filter((a) => a.customerId === customerId && a.appointmentId !== except)
      .flatMap((a) => a.lines.filter((l) => l.serviceId === serviceId).map(() => date));
    const refusal = quotaRefusal(serviceId, quota, [...elsewhere, ...own], date, wanted, field);
    if (refusal) return refusal;
  }
  return undefined;
}
