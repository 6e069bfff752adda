import { msOfIso } from '@chignon/calendar';
import { folding, keyOf, type RecordedEvent, type View } from '@chignon/eventing';
import type { VisitEvent, VisitLine } from '../../visits/visit.js';
import type { WaitEvent } from './wait-ledger.js';

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

type Data<T extends VisitEvent['type']> = Extract<VisitEvent, { type: T }>['data'];

/** A visit that is not in the list (an import, a voided one) stays out of it. */
const on = <D>(change: (wait: Wait, data: D, recordedAt: string) => Wait | undefined) =>
  folding<Wait, D>(
    (event) => [keyOf((event as RecordedEvent).stream)],
    (wait, event) => wait && change(wait, event.data, event.meta.recordedAt),
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
export const listedWaits: View<Wait> = {
  name: 'booking.waits',
  indexes: {
    byDay: { fields: ['storeId', 'businessDate', 'arrivedAt'] },
    watched: { fields: ['watchedSince'] },
  },
  source: { streams: ['visit', 'wait'] },
  guard: 'stream',
  on: {
    VisitOpened: folding<Wait, Data<'VisitOpened'>>(
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
          ...(customerId === undefined ? {} : { customerId }),
          ...(appointmentId === undefined ? {} : { appointmentId }),
          services: services(lines),
          state: 'waiting',
        };
      },
    ),
    LineAdded: on<Data<'LineAdded'>>((wait, { line }) => ({
      ...wait,
      services: [...wait.services, ...services([line])],
    })),
    LineRemoved: on<Data<'LineRemoved'>>((wait, { lineId }) => ({
      ...wait,
      services: wait.services.filter((line) => line.lineId !== lineId),
    })),
    StepStarted: on<Data<'StepStarted'>>((wait, { at }) =>
      wait.startedAt === undefined
        ? {
            ...unwatched(wait),
            state: 'in-service',
            startedAt: at,
            waitedMs: Math.max(0, msOfIso(at) - msOfIso(wait.arrivedAt)),
          }
        : wait,
    ),
    VisitCompleted: on<Data<'VisitCompleted'>>((wait) => gone(wait, 'unmeasured')),
    VisitAbandoned: on<Data<'VisitAbandoned'>>((wait) => gone(wait, 'left')),
    VisitVoided: on<Data<'VisitVoided'>>(() => undefined),
    WaitExceeded: on<WaitEvent['data']>((wait, _, recordedAt) => ({
      ...unwatched(wait),
      alertedAt: recordedAt,
    })),
  },
};
