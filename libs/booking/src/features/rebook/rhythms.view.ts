import { folding, type View, view } from '@chignon/eventing';
import { visits } from '../../visits/visit-ledger.js';
import type { VisitDetails } from '../../visits/visit.js';

/** When a customer was here for one service group. */
export interface GroupRhythm {
  readonly serviceGroup: string;
  /** The newest visits, by business date, oldest first. */
  readonly visits: readonly { readonly visitId: string; readonly on: string }[];
}

/** What is needed of a customer's visits to say when they will come again. Id: the customer. */
export interface Rhythms {
  readonly id: string;
  /** The groups visited last stand last. */
  readonly groups: readonly GroupRhythm[];
}

/** More than the gaps that count, so that a voided visit leaves enough; and a bound for the document. */
const VISITS_KEPT = 12;
const GROUPS_KEPT = 50;

const byCustomer = (event: { data: { facts: VisitDetails } }): readonly (string | undefined)[] => [
  event.data.facts.customerId,
];
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `booking.rhythms`: what was done, never what was booked (R-VS-01); a voided visit never counted. */
export const rhythms: View<Rhythms> = view([visits], {
  name: 'booking.rhythms',
  indexes: {},
  guard: 'log',
  on: {
    VisitCompleted: folding(byCustomer, (before, { data: { facts, services } }, id) => {
      const done = new Set(services.map((service) => service.serviceGroup));
      const touched = [...done].map((serviceGroup): GroupRhythm => {
        const known =
          before?.groups.find((group) => group.serviceGroup === serviceGroup)?.visits ?? [];
        const visits = [
          ...known.filter((visit) => visit.visitId !== facts.visitId),
          { visitId: facts.visitId, on: facts.businessDate },
        ];
        return {
          serviceGroup,
          visits: visits
            .sort((a, b) => compare(a.on, b.on) || compare(a.visitId, b.visitId))
            .slice(-VISITS_KEPT),
        };
      });
      return {
        id,
        groups: [
          ...(before?.groups.filter((group) => !done.has(group.serviceGroup)) ?? []),
          ...touched,
        ].slice(-GROUPS_KEPT),
      };
    }),
    VisitVoided: folding(
      byCustomer,
      (before, { data: { facts } }) =>
        before && {
          id: before.id,
          groups: before.groups
            .map(({ serviceGroup, visits }) => ({
              serviceGroup,
              visits: visits.filter((visit) => visit.visitId !== facts.visitId),
            }))
            .filter((group) => group.visits.length > 0),
        },
    ),
  },
});
