import { folding, keyOf, optional, type View, view } from '@chignon/eventing';
import { access, type AlertKind, type DataKind, type ReadReason } from './access-ledger.js';

/** How one caller read one person within one hour by one operation: equal looks are counted, each of them stands in the ledger. */
export interface Reading {
  readonly id: string;
  readonly customerId: string;
  /** The hour (UTC) and the id: orders, also where an hour has several. */
  readonly slot: string;
  /** The caller, by pseudonym. */
  readonly actor: string;
  readonly roles: readonly string[];
  /** Absent: the whole chain. */
  readonly stores?: readonly string[];
  readonly operation: string;
  readonly kinds: readonly DataKind[];
  readonly reason?: ReadReason;
  readonly outcome: 'shown' | 'refused';
  readonly times: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

/** The same caller, hour, operation, kinds, reason and outcome: one line. */
const readingId = (
  customerId: string,
  hour: string,
  stream: string,
  data: { operation: string; kinds: readonly string[]; reason?: string; outcome: string },
): string =>
  [
    hour,
    customerId,
    keyOf(stream),
    data.operation,
    data.kinds.join('+'),
    data.reason ?? '',
    data.outcome,
  ].join('~');

/** `customers.reads`: the access log as people ask for it. */
export const readings: View<Reading> = view([access], {
  name: 'customers.reads',
  indexes: {
    byCustomer: { fields: ['customerId', 'slot'] },
    byActor: { fields: ['actor', 'slot'] },
  },
  guard: 'stream',
  on: {
    PersonalDataRead: folding(
      ({ data, meta, stream }) =>
        data.customerIds.map((id) => readingId(id, meta.recordedAt.slice(0, 13), stream, data)),
      (before, { data, meta }, id) => ({
        id,
        customerId: id.split('~')[1]!,
        slot: id,
        actor: meta.actor,
        roles: data.roles,
        ...optional({ stores: data.stores, reason: data.reason }),
        operation: data.operation,
        kinds: data.kinds,
        outcome: data.outcome,
        times: (before?.times ?? 0) + 1,
        firstAt: before?.firstAt ?? meta.recordedAt,
        lastAt: meta.recordedAt,
      }),
    ),
  },
});

/** Something unusual that was noticed of a caller. */
export interface ReadAlert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly actor: string;
  readonly hour: string;
  readonly people: number;
  /** Who was looked at, of `watched`. */
  readonly customerId?: string;
  readonly at: string;
}

/** `customers.read-alerts`: what was unusual, newest last. */
export const readAlerts: View<ReadAlert> = view([access], {
  name: 'customers.read-alerts',
  edition: 2,
  indexes: { byTime: { fields: ['at', 'id'] } },
  guard: 'stream',
  on: {
    UnusualReadingNoticed: folding(
      ({ data, stream }) => [
        [keyOf(stream), data.hour, data.kind, ...(data.customerId ? [data.customerId] : [])].join(
          '~',
        ),
      ],
      (_, { data, meta }, id) => ({ id, ...data, actor: meta.actor, at: meta.recordedAt }),
    ),
  },
});
