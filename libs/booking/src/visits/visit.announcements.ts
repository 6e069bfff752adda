import { publication, VisitCompleted, VisitRated, VisitSettled, VisitVoided } from '@chignon/contracts';
import type { Announcements } from '@chignon/eventing';
import type { Performed, SettledLine, Settlement, VisitEvent, VisitFacts } from './visit.js';

type DataOf<T extends VisitEvent['type']> = Extract<VisitEvent, { type: T }>['data'];

/** Visits of one customer are heard in order; those of nobody known only with themselves. */
const keyOf = (facts: VisitFacts): string => facts.customerId ?? facts.visitId;

const billed = ({ taxes: _, discounts, ...line }: SettledLine) => ({ ...line, performers: [...line.performers], ...(discounts === undefined ? {} : { discounts: discounts.map((one) => ({ ...one })) }) });
const performed = (services: readonly Performed[]) => services.map((s) => ({ ...s, performers: [...s.performers], plannedUse: [...s.plannedUse], actualUse: s.actualUse && [...s.actualUse] }));

/** A correction is published as the further settlement that it is. */
const settled = ({ data }: { data: unknown }) => {
  const { facts, ...settlement } = data as Settlement;
  return publication(VisitSettled, keyOf(facts), { ...facts, ...settlement, lines: settlement.lines.map(billed), taxes: [...settlement.taxes], tenders: [...settlement.tenders] });
};

/** What others hear of a visit. */
export const visitAnnouncements: Announcements = {
  VisitCompleted: ({ data }) => {
    const { facts, completedAt, services } = data as DataOf<'VisitCompleted'>;
    return publication(VisitCompleted, keyOf(facts), { ...facts, completedAt, services: performed(services) });
  },
  VisitRated: ({ data }) => {
    const { facts, rating, ...when } = data as DataOf<'VisitRated'>;
    return publication(VisitRated, keyOf(facts), { ...facts, ...rating, aspects: [...rating.aspects], ...when });
  },
  VisitSettled: settled,
  VisitCorrected: settled,
  VisitVoided: ({ data }) => {
    const { facts, services, lines, taxes, ...rest } = data as DataOf<'VisitVoided'>;
    return publication(VisitVoided, keyOf(facts), { ...facts, ...rest, services: performed(services), lines: lines.map(billed), taxes: [...taxes] });
  },
};
