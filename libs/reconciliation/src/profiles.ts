import { tally, type Reckoner, type Reckoning, type Tally } from '@chignon/eventing';
import { billOf, type Appointment } from './ledger-events.js';

interface Profile {
  readonly id: string;
  readonly visits: number;
  readonly spendCents: { readonly [currency: string]: number };
  readonly cancellations: number;
  readonly noShows: number;
  readonly appointments: { readonly [appointmentId: string]: { readonly startsAt: string } };
  readonly kept: { readonly [appointmentId: string]: string };
}

/** Events of an `agenda` stream after which an appointment stands at its start. */
const STANDS = new Set([
  'AppointmentBooked',
  'AppointmentRecorded',
  'CustomerNamed',
  'AppointmentMoved',
  'AppointmentMovedIn',
  'AppointmentRetimed',
  'ServicesChanged',
  'AppointmentReinstated',
  'StaffReassigned',
  'StaffBound',
]);
const ENDS = new Set(['AppointmentCancelled', 'AppointmentMissed']);

interface Corrected {
  readonly appointment: Appointment;
  readonly previousCustomerId?: string;
  readonly status: string;
}

/** Visits, spend by currency, what was cancelled and missed, and the appointments ahead with their starts, against `customers.profiles`. */
export const profiles: Reckoning<Profile> = {
  name: 'customers.profiles',
  view: 'customers.profiles',
  categories: ['visit', 'agenda'],
  begin: (now) => new Customers(Date.parse(now)),
  served: ({ visits, spendCents, cancellations, noShows, appointments, kept }, now) => {
    const figures: Tally = new Map([
      ['visits', visits],
      ['cancellations', cancellations],
      ['noShows', noShows],
    ]);
    for (const [currency, cents] of Object.entries(spendCents))
      figures.set(`spend ${currency}`, cents);
    for (const [id, { startsAt }] of Object.entries(appointments))
      if (startsAt > now && !Object.hasOwn(kept, id))
        figures.set(`ahead ${id}`, Date.parse(startsAt));
    return figures;
  },
};

class Customers implements Reckoner {
  readonly tallies = new Map<string, Tally>();
  /** Appointments that begin later than now and stand, by id. */
  private readonly ahead = new Map<
    string,
    { readonly customerId: string; readonly startMs: number }
  >();
  /** Visits that were settled and not voided, by their appointment. */
  private readonly kept = new Map<string, number>();

  constructor(private readonly nowMs: number) {}

  hear({
    type,
    data,
    stream,
  }: {
    readonly type: string;
    readonly data: unknown;
    readonly stream: string;
  }): void {
    if (stream.startsWith('visit-')) return this.visit({ type, data });
    if (STANDS.has(type)) {
      const { appointment, status } = data as { appointment: Appointment; status?: string };
      // What is only held, or waits for the store's approval, is not booked yet.
      if (appointment && (status === undefined || status === 'booked'))
        this.stands(appointment, type);
    }
    if (type === 'CustomerCorrected') this.corrected(data as Corrected);
    if (ENDS.has(type)) {
      const { appointmentId, customerId } = data as { appointmentId: string; customerId?: string };
      this.leave(appointmentId);
      if (customerId !== undefined)
        tally(
          this.tallies,
          customerId,
          type === 'AppointmentMissed' ? 'noShows' : 'cancellations',
          1,
        );
    }
  }

  /** Appointments that a settled visit has kept are not ahead. */
  finish(): void {
    for (const [id, visits] of this.kept) if (visits > 0) this.leave(id);
  }

  private visit(event: { readonly type: string; readonly data: unknown }): void {
    const bill = billOf(event);
    if (!bill) return;
    const { customerId, appointmentId } = bill.facts;
    if (appointmentId !== undefined)
      this.kept.set(appointmentId, (this.kept.get(appointmentId) ?? 0) + bill.visits);
    if (customerId === undefined) return;
    tally(this.tallies, customerId, 'visits', bill.visits);
    tally(this.tallies, customerId, `spend ${bill.currency}`, bill.sign * bill.netCents);
  }

  private corrected({ appointment, previousCustomerId, status }: Corrected): void {
    if (status !== 'missed' && status !== 'cancelled') return this.stands(appointment, '');
    const figure = status === 'missed' ? 'noShows' : 'cancellations';
    if (previousCustomerId !== undefined) tally(this.tallies, previousCustomerId, figure, -1);
    if (appointment.customerId !== undefined)
      tally(this.tallies, appointment.customerId, figure, 1);
  }

  private stands({ appointmentId, customerId, startMs }: Appointment, type: string): void {
    this.leave(appointmentId);
    if (customerId === undefined) return;
    if (type === 'AppointmentReinstated') tally(this.tallies, customerId, 'noShows', -1);
    if (startMs <= this.nowMs) return;
    this.ahead.set(appointmentId, { customerId, startMs });
    tally(this.tallies, customerId, `ahead ${appointmentId}`, startMs);
  }

  private leave(appointmentId: string): void {
    const before = this.ahead.get(appointmentId);
    if (!before) return;
    this.ahead.delete(appointmentId);
    this.tallies.get(before.customerId)?.delete(`ahead ${appointmentId}`);
  }
}
