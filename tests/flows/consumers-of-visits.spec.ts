import { customers } from '@chignon/customers';
import { insights } from '@chignon/insights';
import { inventory } from '@chignon/inventory';
import { loyalty, points } from '@chignon/loyalty';
import { marketing, rebook } from '@chignon/marketing';
import fc from 'fast-check';
import { Ledgers, foldedView } from '../support/consumers.js';
import {
  byFigure,
  linesOf,
  netOf,
  property,
  rootOf,
  standing,
  sum,
  tally,
  told,
  type Told,
} from '../support/visits-told.js';
import { histories } from '../support/visit-histories.js';

/*
 * R-ES-02, R-VS-02: whoever hears of visits follows the net of all their settlements, whatever order and however often it
 * is heard in, against a plain reckoning from the visit ledger's events. Views hear each key in order, and the mechanism
 * keeps repeats from them; reactions and effects may hear anything, anyhow.
 */

describe('every consumer of visits against a reckoning from the visit ledger', () => {
  it('makes histories worth hearing', () => {
    const kinds = new Map<string, number>();
    for (const { events } of fc.sample(histories, 40))
      for (const { type } of events) kinds.set(type, (kinds.get(type) ?? 0) + 1);
    for (const type of ['VisitCompleted', 'VisitSettled', 'VisitCorrected', 'VisitVoided'])
      expect(kinds.get(type) ?? 0).toBeGreaterThan(5);
  });

  it('F2 F3 F4: points and qualifying spend', async () => {
    await property(async (history, anyhow) => {
      const inOrder = await new Ledgers().hear(loyalty, history.messages);
      const heard = await new Ledgers().hear(loyalty, anyhow);
      expect(heard.keys('points')).toEqual(inOrder.keys('points'));
      const visits = standing(told(history));
      for (const customerId of heard.keys('points')) {
        const [account, ordered] = [
          heard.state(points, customerId),
          inOrder.state(points, customerId),
        ];
        const own = visits.filter(
          (visit) => visit.customerId === customerId && visit.settlements.length > 0,
        );
        const { available, debt } = account;
        expect([available, debt]).toEqual([ordered.available, ordered.debt]);
        expect(debt).toBe(0);
        expect(
          byFigure(
            account.qualifying,
            ({ currency }) => currency,
            ({ cents }) => cents,
          ),
        ).toEqual(tally(own.map((visit) => [visit.currency, netOf(visit)])));
        for (const visit of own) {
          const per = visit.currency === 'USD' ? 100 : 700;
          const lots = account.lots.filter((lot) => lot.visitId === visit.visitId);
          const kept = tally(lots.map((lot) => [lot.lineId!, lot.points - lot.takenBack]));
          const left = tally(
            linesOf(visit).map(({ lineId, netCents }) => [rootOf(lineId), netCents]),
          );
          const refunded = new Set(
            linesOf(visit)
              .filter(({ lineId }) => /-r\d+$/.test(lineId))
              .map(({ lineId }) => rootOf(lineId)),
          );
          // Without a refund the bill as corrected is rounded once; a refunded line never holds more than what is left of it would earn.
          if (refunded.size === 0)
            expect(sum([...kept.values()])).toBe(Math.floor(netOf(visit) / per));
          for (const line of refunded)
            expect(kept.get(line) ?? 0).toBeLessThanOrEqual(
              Math.floor((left.get(line) ?? 0) / per),
            );
          for (const [line, n] of kept)
            expect(n).toBeLessThanOrEqual(Math.floor((left.get(line) ?? 0) / per) + 1);
        }
        const counted = new Set(own.map(({ visitId }) => visitId));
        for (const lot of account.lots)
          if (!counted.has(lot.visitId!)) expect(lot.takenBack).toBe(lot.points);
      }
    });
  });

  it('R-LY-11a: what was spent in between is owed, to the point', async () => {
    await property(async (history, anyhow) => {
      const heard = new Ledgers();
      for (const [i, message] of anyhow.entries()) {
        await heard.hear(loyalty, [message]);
        const { available } = heard.state(points, 'c1');
        if (i % 3 === 0 && available > 1)
          heard.execute(points, 'c1', {
            type: 'RedeemPoints',
            points: Math.ceil(available / 2),
            reason: 'gift',
          } as { type: string });
      }
      const [account, unspent] = [
        heard.state(points, 'c1'),
        (await new Ledgers().hear(loyalty, history.messages)).state(points, 'c1'),
      ];
      expect(account.available - account.debt).toBe(unspent.available - account.redeemed);
      expect(account.earned).toBe(
        account.available + account.redeemed + account.expired + account.reversed,
      );
      expect(Math.min(account.available, account.debt)).toBe(0);
    });
  });

  it('IN-01: shelves', async () => {
    await property(async (history, anyhow) => {
      const heard = await new Ledgers().hear(inventory, anyhow);
      const visits = standing(told(history));
      const used = tally(
        visits.flatMap(({ storeId, services }) =>
          services.flatMap(({ plannedUse }) =>
            plannedUse.map(({ quantityMilli }: any): [string, number] => [
              `${storeId}/tube`,
              -quantityMilli,
            ]),
          ),
        ),
      );
      const sold = tally(
        visits.flatMap((visit) =>
          linesOf(visit)
            .filter(({ kind }) => kind === 'product')
            .map(({ quantityMilli }): [string, number] => [
              `${visit.storeId}/brush`,
              -quantityMilli,
            ]),
        ),
      );
      const [stock] = inventory.ledgers;
      const onHand = (part: 'stockMilli' | 'useMilli') =>
        tally(
          heard.keys('stock').map((key) => [key, (heard.state(stock!, key) as any).onHand[part]]),
        );
      expect([onHand('useMilli'), onHand('stockMilli')]).toEqual([used, sold]);
    });
  });

  it('CM-05: the rhythm', async () => {
    await property(async (history, anyhow) => {
      const heard = await new Ledgers().hear(marketing, anyhow);
      const visits = standing(told(history));
      for (const customerId of heard.keys('rebook')) {
        const noted = heard
          .state(rebook, customerId)
          .visits.map((visit) => [visit.visitId, [...visit.serviceGroups].sort()] as const);
        const expected = visits
          .filter((visit) => visit.customerId === customerId)
          .map(
            (visit) =>
              [
                visit.visitId,
                [
                  ...new Set(visit.services.map(({ serviceGroup }) => serviceGroup as string)),
                ].sort(),
              ] as const,
          );
        expect(new Map(noted)).toEqual(new Map(expected));
      }
    });
  });

  it('AN-02, A2, A6: sales by the day of the visit and of the money, by person and by customer', async () => {
    await property(async (history, _, byKey) => {
      const all = told(history);
      const settled = all.filter(({ settlements }) => settlements.length > 0);
      const counted = standing(settled);
      const total = (name: string) => foldedView(insights, name, byKey).values();
      const day = ({ storeId, businessDate, currency }: Told, date = businessDate) =>
        `${storeId}~${date}~${currency}`;

      expect(
        byFigure(
          total('insights.daily-sales'),
          ({ id }) => id,
          (one) => one.total.netCents,
        ),
      ).toEqual(tally(counted.map((visit) => [day(visit), netOf(visit)])));
      expect(
        byFigure(
          total('insights.daily-sales'),
          ({ id }) => id,
          (one) => one.total.visits,
        ),
      ).toEqual(tally(counted.map((visit) => [day(visit), 1])));

      const money = settled.flatMap((visit): [string, number][] => [
        ...visit.settlements.map(({ settledAt, netCents }): [string, number] => [
          day(visit, settledAt.slice(0, 10)),
          netCents,
        ]),
        ...(visit.voidedAt === undefined
          ? []
          : [[day(visit, visit.voidedAt.slice(0, 10)), -netOf(visit)] as [string, number]]),
      ]);
      expect(
        byFigure(
          total('insights.daily-settlements'),
          ({ id }) => id,
          (one) => one.total.netCents,
        ),
      ).toEqual(tally(money));
      expect(
        byFigure(
          total('insights.daily-settlements'),
          ({ id }) => id,
          (one) => one.tenders.card ?? 0,
        ),
      ).toEqual(tally(money));

      const byStaff = counted.flatMap((visit) =>
        linesOf(visit).map(({ performers, netCents }): [string, number] => [
          `${day(visit)}~${performers[0]?.staffId ?? 'unassigned'}`,
          netCents,
        ]),
      );
      expect(
        byFigure(
          total('insights.daily-staff-sales'),
          ({ id }) => id,
          (one) => one.total.netCents,
        ),
      ).toEqual(tally(byStaff));
      expect(
        byFigure(
          total('insights.customer-visits'),
          ({ customerId, currency }) => `${customerId} ${currency}`,
          ({ days }) => sum(Object.values(days).map((one: any) => one.total.netCents)),
        ),
      ).toEqual(
        tally(
          counted.flatMap((visit) =>
            visit.customerId === undefined
              ? []
              : [[`${visit.customerId} ${visit.currency}`, netOf(visit)] as const],
          ),
        ),
      );
      const firsts = new Map(
        [...foldedView(insights, 'insights.customer-firsts', byKey)].flatMap(([id, { firstOn }]) =>
          firstOn === undefined ? [] : [[id, firstOn] as const],
        ),
      );
      for (const customerId of ['c1', 'c2'])
        expect(firsts.get(customerId)).toBe(
          counted
            .filter((visit) => visit.customerId === customerId)
            .map(({ businessDate }) => businessDate)
            .sort()[0],
        );
    });
  });

  it('PR-02: profiles and the history of visits', async () => {
    await property(async (history, _, byKey) => {
      const all = told(history);
      const counted = standing(all).filter(({ settlements }) => settlements.length > 0);
      const profiles = foldedView(customers, 'customers.profiles', byKey);
      for (const [customerId, profile] of profiles) {
        const own = counted.filter((visit) => visit.customerId === customerId);
        expect(profile.visits).toBe(own.length);
        expect(new Map(Object.entries(profile.spendCents))).toEqual(
          tally(own.map((visit) => [visit.currency, netOf(visit)])),
        );
        const services = own.flatMap((visit) =>
          linesOf(visit).filter(({ kind }) => kind === 'service'),
        );
        expect(
          new Map(Object.entries(profile.services as object).sort(([a], [b]) => (a < b ? -1 : 1))),
        ).toEqual(
          tally(services.map(({ itemId, quantityMilli }) => [itemId, Math.sign(quantityMilli)])),
        );
      }
      const visits = foldedView(customers, 'customers.profile-visits', byKey);
      expect(visits.size).toBe(
        all.filter(
          ({ customerId, services, settlements }) =>
            customerId !== undefined && (services.length > 0 || settlements.length > 0),
        ).length,
      );
      for (const shown of visits.values()) {
        const visit = all.find(({ visitId }) => visitId === shown.visitId)!;
        expect([shown.standing, shown.netCents]).toEqual([
          visit.voidedAt === undefined ? 'counted' : 'voided',
          netOf(visit),
        ]);
      }
    });
  });
});
