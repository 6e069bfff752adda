import type { DeliveredMessage } from '@chignon/eventing';
import fc from 'fast-check';
import { heardAnyhow, heardByKey } from './hearing-orders.js';
import { histories, type History } from './visit-histories.js';

/* A plain reckoning from the events of the visit ledger, for comparison with what others make of them. */

const RUNS = 60;

/** A visit as its ledger's events tell it, and nothing else. */
export interface Told {
  readonly visitId: string;
  readonly storeId: string;
  readonly customerId?: string;
  readonly businessDate: string;
  readonly currency: string;
  readonly services: readonly any[];
  readonly settlements: readonly any[];
  readonly voidedAt?: string;
}
/** All visits of a history. */
export function told({ events }: History): Told[] {
  const visits = new Map<string, any>();
  for (const { type, stream, data } of events as readonly any[]) {
    if (type === 'VisitOpened') visits.set(stream, { ...data, services: [], settlements: [] });
    const visit = visits.get(stream);
    if (type === 'VisitCompleted') visit.services = data.services;
    if (type === 'VisitSettled' || type === 'VisitCorrected') visit.settlements.push(data);
    if (type === 'VisitVoided') visit.voidedAt = data.voidedAt;
  }
  return [...visits.values()];
}
/** The sum of numbers. */
export const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
/** Lines of all settlements of a visit, corrections and refunds among them. */
export const linesOf = ({ settlements }: Told): any[] => settlements.flatMap(({ lines }) => lines);
/** Net amount of a visit after all its settlements, in cents. */
export const netOf = (visit: Told): number => sum(linesOf(visit).map(({ netCents }) => netCents));
/** Visits that count: those that were not voided. */
export const standing = (visits: readonly Told[]): Told[] =>
  visits.filter(({ voidedAt }) => voidedAt === undefined);
/** The line of the bill: what stands before the first dash. */
export const rootOf = (lineId: string): string => lineId.split('-')[0]!;
/** Sums by key, in the order of the keys, without those that come to 0. */
export const tally = (entries: readonly (readonly [string, number])[]): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const [key, by] of entries) sums.set(key, (sums.get(key) ?? 0) + by);
  return new Map([...sums].filter(([, n]) => n !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));
};
/** One figure of documents, summed by key. */
export const byFigure = (
  documents: Iterable<any>,
  key: (one: any) => string,
  figure: (one: any) => number,
) => tally([...documents].map((one) => [key(one), figure(one)]));

/** Checks random histories, their messages in any order with repeats, and in the order of each key. */
export const property = (
  check: (
    history: History,
    anyhow: readonly DeliveredMessage[],
    byKey: readonly DeliveredMessage[],
  ) => Promise<void>,
) =>
  fc.assert(
    fc.asyncProperty(
      histories.chain((history) =>
        fc.tuple(fc.constant(history), heardAnyhow(history.messages), heardByKey(history.messages)),
      ),
      ([history, anyhow, byKey]) => check(history, anyhow, byKey),
    ),
    { numRuns: RUNS },
  );
