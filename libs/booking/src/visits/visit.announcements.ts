import { businessDateOf, msOfIso } from '@chignon/calendar';
import {
  publication,
  VisitAbandoned,
  VisitCompleted,
  VisitCustomerCorrected,
  VisitCustomerRemoved,
  VisitOpened,
  VisitProductRemoved,
  VisitRated,
  VisitSettled,
  VisitVoided,
} from '@chignon/contracts';
import { announcements } from '@chignon/eventing';
import { visits } from './visit-ledger.js';
import {
  detailsOf,
  type Performed,
  type SettledLine,
  type Settlement,
  type VisitDetails,
} from './visit.js';

/** Visits of one customer are heard in order; those of nobody known only with themselves. */
const keyOf = (details: VisitDetails): string => details.customerId ?? details.visitId;

/** The details that are published: when the store's day begins is told by the store. */
const said = ({ dayStartMinute: _, ...details }: VisitDetails) => details;
/** The store's business day of an instant. */
const dayOf = ({ zone, dayStartMinute = 0 }: VisitDetails, at: string): string =>
  businessDateOf(zone, dayStartMinute, msOfIso(at));

/** How much of the bonus a line bore is its own business: others hear of the discount. */
const billed = ({ taxes: _, bonusCents: _bonus, discounts, ...line }: SettledLine) => ({
  ...line,
  performers: [...line.performers],
  ...(discounts === undefined ? {} : { discounts: discounts.map((one) => ({ ...one })) }),
});
const performed = (services: readonly Performed[]) =>
  services.map((s) => ({
    ...s,
    performers: [...s.performers],
    plannedUse: [...s.plannedUse],
    actualUse: s.actualUse && [...s.actualUse],
  }));

/** Owners of tenders hear it. */
const reservedOf = ({ reserved }: { reserved: Settlement['reserved'] }) =>
  reserved === undefined ? {} : { reserved: reserved.map((part) => ({ ...part })) };

/** A correction is published as the further settlement that it is. How prices were quoted and which months are closed is the store's own. */
const settled = ({
  data: { facts, reserved, pricesIncludeTax: _, closedMonth: _month, ...settlement },
}: {
  data: Settlement;
}) => {
  // A bill of another system was settled on the visit's own day: nothing more is known of it.
  const settledOn = settlement.imported ? facts.businessDate : dayOf(facts, settlement.settledAt);
  return publication(VisitSettled, keyOf(facts), {
    ...said(facts),
    settledOn,
    ...settlement,
    lines: settlement.lines.map(billed),
    taxes: [...settlement.taxes],
    tenders: [...settlement.tenders],
    ...reservedOf({ reserved }),
  });
};

/** The reason that others hear of where a check-in was a mistake. */
const CHECK_IN_UNDONE = 'check-in-undone';

/** What others hear of a visit. */
export const visitAnnouncements = announcements(visits, {
  // What is written down from another system happened long ago: nobody arrives.
  VisitOpened: ({ data, meta }) => {
    const { origin } = data;
    if (origin === 'import') return undefined;
    const details = detailsOf(data);
    return publication(VisitOpened, keyOf(details), {
      ...said(details),
      origin,
      openedAt: meta.effectiveAt,
    });
  },
  LineRemoved: ({ data: { lineId, reason, facts, goods }, meta }) =>
    facts &&
    goods &&
    publication(VisitProductRemoved, keyOf(facts), {
      ...said(facts),
      lineId,
      sku: goods.itemId,
      quantityMilli: goods.quantityMilli,
      removedAt: meta.effectiveAt,
      reason,
    }),
  VisitAbandoned: ({ data: { facts, reason, used }, meta }) =>
    facts &&
    publication(VisitAbandoned, keyOf(facts), {
      ...said(facts),
      abandonedAt: meta.effectiveAt,
      reason,
      ...(used === undefined ? {} : { used: performed(used) }),
    }),
  // Whoever heard of the arrival hears that nothing came of it.
  ArrivalUndone: ({ data: { facts }, meta }) =>
    publication(VisitAbandoned, keyOf(facts), {
      ...said(facts),
      abandonedAt: meta.effectiveAt,
      reason: CHECK_IN_UNDONE,
    }),
  VisitCustomerCorrected: ({ data: { facts, previousCustomerId } }) => [
    ...(previousCustomerId === undefined
      ? []
      : [
          publication(VisitCustomerRemoved, previousCustomerId, {
            ...said(facts),
            customerId: previousCustomerId,
          }),
        ]),
    publication(VisitCustomerCorrected, keyOf(facts), said(facts)),
  ],
  VisitCompleted: ({ data }) => {
    const { facts, completedAt, services } = data;
    return publication(VisitCompleted, keyOf(facts), {
      ...said(facts),
      completedAt,
      services: performed(services),
    });
  },
  VisitRated: ({ data }) => {
    const { facts, rating, ...when } = data;
    return publication(VisitRated, keyOf(facts), {
      ...said(facts),
      ...rating,
      aspects: [...rating.aspects],
      ...when,
    });
  },
  VisitSettled: settled,
  VisitCorrected: settled,
  VisitVoided: ({ data }) => {
    const {
      facts,
      services,
      lines,
      taxes,
      tenders,
      reserved,
      used,
      closedMonth: _,
      ...rest
    } = data;
    return publication(VisitVoided, keyOf(facts), {
      ...said(facts),
      voidedOn: dayOf(facts, rest.voidedAt),
      ...rest,
      ...(tenders === undefined ? {} : { tenders: tenders.map((tender) => ({ ...tender })) }),
      ...reservedOf({ reserved }),
      services: performed(services),
      ...(used === undefined ? {} : { used: performed(used) }),
      lines: lines.map(billed),
      taxes: [...taxes],
    });
  },
});
