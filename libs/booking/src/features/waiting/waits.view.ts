import { msOfIso } from '@chignon/calendar';
import { folding, keyOf, optional, type RecordedEvent, type View, view } from '@chignon/eventing';
import { waits } from './wait-ledger.js';
import { visits } from '../../visits/visit-ledger.js';
import type { VisitLine } from '../../visits/visit.js';

/** A service that somebody waits for or is given. */
export interface AwaitedService {
  readonly lineId: string;
  readonly serviceId: string;
  readonly minutes: number;
  /** Who leads it. */
  readonly staffId: string;
}

/** From the arrival to the first service of one visit. Id: the visit. Imported visits are not in it: they have no clock. */
export interface Wait {
  readonly id: string;
  readonly storeId: string;
  readonly businessDate: string;
  /** Wall-clock hour of the arrival. */
  readonly localHour: number;
  readonly arrivedAt: string;
  /** Only while waiting and nobody was told yet: what the clock looks through. */
  readonly watchedSince?: string;
  readonly customerId?: string;
  readonly appointmentId?: string;
  readonly services: readonly AwaitedService[];
  /** `unmeasured`: completed though nobody said when it began; `left`: went before it did. */
  readonly state: 'waiting' | 'in-service' | 'served' | 'unmeasured' | 'left';
  readonly startedAt?: string;
  readonly waitedMs?: number;
  /** When it was said that this one waits too long. */
  readonly alertedAt?: string;
}

/** A visit that is not in the list (an import, a voided one) stays out of it. */
const on = <E>(change: (wait: Wait, data: E, recordedAt: string) => Wait | undefined) =>
  folding<Wait, RecordedEvent<string, E>>(
    ({ stream }) => [keyOf(stream)],
    (wait, { data, meta }) => wait && change(wait, data, meta.recordedAt),
  );

const awaited = ({ lineId, itemId, plannedMinutes, performers }: VisitLine): AwaitedService => ({
  lineId,
  serviceId: itemId,
  minutes: plannedMinutes,
  staffId: performers.reduce((lead, one) => (one.sharePercent > lead.sharePercent ? one : lead))
    .staffId,
});
const services = (lines: readonly VisitLine[]): AwaitedService[] =>
  lines.filter((line) => line.kind === 'service' && line.performers.length > 0).map(awaited);

const unwatched = ({ watchedSince: _, ...wait }: Wait): Wait => wait;
const gone = (wait: Wait, otherwise: 'unmeasured' | 'left'): Wait => ({
  ...unwatched(wait),
  state: wait.startedAt === undefined ? otherwise : 'served',
});

/** `booking.waits`: one document a visit, so that a day's figures are exact and a correction needs no arithmetic. */
export const listedWaits: View<Wait> = view([visits, waits], {
  name: 'booking.waits',
  indexes: {
    byDay: { fields: ['storeId', 'businessDate', 'arrivedAt'] },
    watched: { fields: ['watchedSince'] },
    byCustomer: { fields: ['customerId', 'arrivedAt'] },
  },
  guard: 'stream',
  on: {
    VisitOpened: folding(
      (event) => [event.data.visitId],
      (_, { data, meta }) => {
        const {
          visitId,
          storeId,
          businessDate,
          localHour,
          customerId,
          appointmentId,
          lines,
          origin,
        } = data;
        if (origin === 'import' || localHour === undefined) return undefined;
        return {
          id: visitId,
          storeId,
          businessDate,
          localHour,
          arrivedAt: meta.effectiveAt,
          watchedSince: meta.effectiveAt,
          ...optional({ customerId, appointmentId }),
          services: services(lines),
          state: 'waiting',
        };
      },
    ),
    LineAdded: on((wait, { line }) => ({
      ...wait,
      services: [...wait.services, ...services([line])],
    })),
    LineRemoved: on((wait, { lineId }) => ({
      ...wait,
      services: wait.services.filter((line) => line.lineId !== lineId),
    })),
    StepStarted: on((wait, { at }) =>
      wait.startedAt === undefined
        ? {
            ...unwatched(wait),
            state: 'in-service',
            startedAt: at,
            waitedMs: Math.max(0, msOfIso(at) - msOfIso(wait.arrivedAt)),
          }
        : wait,
    ),
    VisitCustomerCorrected: on((wait, { facts: { customerId } }) => ({
      ...wait,
      ...optional({ customerId }),
    })),
    VisitCompleted: on((wait) => gone(wait, 'unmeasured')),
    VisitAbandoned: on((wait) => gone(wait, 'left')),
    ArrivalUndone: on(() => undefined),
    VisitVoided: on(() => undefined),
    WaitExceeded: on((wait, _, recordedAt) => ({
      ...unwatched(wait),
      alertedAt: recordedAt,
    })),
  },
});
