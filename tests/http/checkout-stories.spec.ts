import { jobCause, reservations } from '@chignon/eventing';
import fc from 'fast-check';
import { freeCents, purses } from '../support/purse.js';
import {
  opened,
  splits,
  STORES,
  story,
  takeBookings,
  type Bill,
  type Step,
} from '../support/till-stories.js';
import { type Asked, TillOfTests } from '../support/till.js';

/*
 * Checkout at the gateway, visits, and two owners (deposits, and purses in two currencies) in any order of reserving, settling, refunding, correcting,
 * voiding, releasing and running out; repeated, late, with the gateway dead after any of its steps and the process stopped before anything was heard.
 * In the end the ledgers are reckoned: no cent is made or lost, no reservation is left, a repeated checkout was answered as the first.
 */
/** How many stories, each time other ones; left out: a few that stay the same. */
const RUNS = process.env['CHIGNON_RUNS'];
const LOADED = 7000;
/** With what a checkout may be refused here; anything else is a fault. */
const REFUSALS = [
  'already-settled',
  'deposit-insufficient',
  'idempotency-key-reused',
  'tender-insufficient',
  'visit-voided',
];

let till: TillOfTests;

beforeAll(async () => {
  till = await TillOfTests.open();
  till.clock.set('2031-03-01T00:00:00.000Z');
  await takeBookings(till);
}, 60_000);
afterAll(() => till.close());

const seen = {
  settled: 0,
  repeated: 0,
  died: 0,
  refund: 0,
  correct: 0,
  voided: 0,
  released: 0,
  late: 0,
};
/** Later than any reservation runs. */
const EVER = '2099-01-01T00:00:00.000Z';

async function checkOut(bill: Bill, key: number): Promise<Asked> {
  const answer = await till.checkout(
    { visitId: bill.visitId, tenders: splits(bill)[key] },
    `${bill.visitId}-${key}`,
  );
  if (answer.status === 200) {
    const first = bill.answered.get(key);
    const { revision: _, ...said } = answer.body;
    if (first) seen.repeated++;
    else seen.settled++;
    expect(said).toEqual(first ?? said);
    bill.answered.set(key, said);
  } else if (answer.status < 500) expect(REFUSALS).toContain(answer.body.code);
  return answer;
}

const visitOf = async ({ visitId }: Bill): Promise<Asked['body']> =>
  (await till.ask('GET', `/v1/booking/visits/${visitId}`)).body;

/** What no settlement took in time is the account's again. */
async function released(): Promise<void> {
  for (const { context, tools } of till.platform.host.runtimes.values())
    for (const job of context.jobs)
      if (job.name.endsWith('.release-tenders')) await job.run(tools, jobCause(job.name));
}

async function act(bills: readonly Bill[], one: Step): Promise<void> {
  switch (one.do) {
    case 'checkout': {
      const bill = bills[one.which]!;
      if (!one.dies) return void (await checkOut(bill, one.key));
      const { status } = await till.dying(one.dies.steps, one.dies.when, () =>
        checkOut(bill, one.key),
      );
      if (status >= 500) seen.died++;
      return;
    }
    case 'both':
      return void (await Promise.all([0, 0, 1].map((key) => checkOut(bills[one.which]!, key))));
    case 'reserve': {
      const { visitId, storeId, purse } = bills[one.which]!;
      const more = { storeId, currency: STORES[storeId], cents: 1500 };
      const { status, body } = await till.reserve(visitId, purse, more);
      expect([201, 409]).toContain(status);
      if (status === 201 && one.given)
        await till.ask('POST', '/v1/purse/tenders/stored-value/reservations/release', {
          reservation: body.reservation,
        });
      return;
    }
    case 'refund':
    case 'correct': {
      const { visitId, settlements } = await visitOf(bills[one.which]!);
      const lines = (
        settlements as { lines: { lineId: string; quantityMilli: number }[] }[]
      ).flatMap((settled) => settled.lines);
      const lineId = lines.findLast(({ quantityMilli }) => quantityMilli > 0)?.lineId ?? 'l1';
      const reserved = settlements[0]?.reserved?.[0];
      const item =
        one.do === 'refund'
          ? { lineId, quantityMilli: one.part }
          : { lineId, netCents: 6000 - one.part };
      const tries = await Promise.all(
        Array.from({ length: one.times }, () =>
          till.ask('POST', `/v1/booking/visits/${visitId}/${one.do}`, {
            items: [item],
            reason: one.do === 'refund' ? 'returned' : 'mistake',
            ...(one.named && reserved
              ? {
                  tenders: [
                    {
                      kind: reserved.kind,
                      cents: one.do === 'refund' ? -6 * one.part : -one.part,
                      reservationId: reserved.reservationId,
                    },
                  ],
                }
              : {}),
          }),
        ),
      );
      for (const { status } of tries) {
        expect(status).toBeLessThan(500);
        if (status === 200) seen[one.do]++;
      }
      return;
    }
    case 'void': {
      const { status } = await till.ask(
        'POST',
        `/v1/booking/visits/${bills[one.which]!.visitId}/void`,
        {
          reason: 'mistake',
        },
      );
      if (status === 200) seen.voided++;
      return;
    }
    case 'wait':
      till.clock.advance(one.minutes);
      return released();
    case 'restart':
      return till.restart();
  }
}

/** What the clock still watches of all owners. */
async function open(): Promise<string[]> {
  const ids: string[] = [];
  for (const { context, tools } of till.platform.host.runtimes.values())
    for (const owner of context.tenders ?? [])
      for await (const { id } of owner.overdue(tools, EVER)) ids.push(id);
  return ids;
}

interface Part {
  readonly reservationId: string;
  readonly account: string;
  readonly cents: number;
}

/** What the ledger of a bill says its reservations gave in the end. @returns by reservation */
async function reckoned(bill: Bill): Promise<Map<string, Part>> {
  const { status, settlements } = await visitOf(bill);
  const parts = new Map<string, Part>();
  const byKind = new Map<string, number>();
  for (const { tenders, reserved = [], netCents, taxCents } of settlements) {
    expect(tenders.reduce((sum: number, { cents }: Part) => sum + cents, 0)).toBe(
      netCents + taxCents,
    );
    for (const { kind, cents } of tenders) byKind.set(kind, (byKind.get(kind) ?? 0) + cents);
    for (const part of reserved as Part[]) {
      const cents = (parts.get(part.reservationId)?.cents ?? 0) + part.cents;
      expect(cents).toBeGreaterThanOrEqual(0);
      parts.set(part.reservationId, { ...part, cents });
    }
  }
  for (const cents of byKind.values()) expect(cents).toBeGreaterThanOrEqual(0);
  if (bill.appointmentId !== undefined) {
    const deposit = (
      await till.ask('GET', `/v1/booking/appointments/${bill.appointmentId}/deposit`)
    ).body;
    const {
      paidCents,
      heldCents,
      appliedCents,
      forfeitedCents,
      returnedCents,
      debtCents = 0,
    } = deposit;
    expect(heldCents + appliedCents + forfeitedCents + returnedCents).toBe(paidCents);
    expect(appliedCents + debtCents).toBe(status === 'voided' ? 0 : (byKind.get('deposit') ?? 0));
  }
  return status === 'voided'
    ? new Map([...parts].map(([id, part]) => [id, { ...part, cents: 0 }]))
    : parts;
}

it('R-VS-03 R-BK-32 checkout makes and loses no cent and leaves no reservation, wherever anything died, and is answered the same again', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(story, async (given) => {
      const purse = `s${++run}-${till.key()}`;
      const accounts = [purse, `${purse}-b`];
      for (const account of accounts)
        for (const currency of Object.values(STORES)) await till.load(account, LOADED, currency);
      const bills: Bill[] = [];
      for (const { storeId, booked } of given.bills)
        bills.push(await opened(till, storeId, booked, purse));
      for (const one of given.steps) await act(bills, one);
      // The world comes to rest: everything is heard, and what nobody took runs out.
      await till.platform.settle();
      till.clock.advance(20);
      await released();
      await till.platform.settle();
      await released();

      expect(await open()).toEqual([]);
      const parts = new Map<string, Part>();
      for (const bill of bills) for (const [id, part] of await reckoned(bill)) parts.set(id, part);
      for (const account of accounts) {
        const { state } = await till.tools().load(purses, account);
        for (const [id, known] of state.reservations) {
          expect([id, reservations.statusOf(known)]).toEqual([
            id,
            parts.has(id) ? 'applied' : 'released',
          ]);
          if (!parts.has(id)) seen.released++;
          else if (known.released) seen.late++;
        }
        for (const [storeId, currency] of Object.entries(STORES)) {
          const ids = bills
            .filter((bill) => bill.storeId === storeId)
            .map(({ visitId }) => visitId);
          const taken = [...parts.values()]
            .filter((part) => part.account === account)
            .filter((part) =>
              ids.includes(
                state.reservations.get(part.reservationId)!.reservation!.purpose.visitId,
              ),
            )
            .reduce((sum, { cents }) => sum + cents, 0);
          expect([currency, freeCents(state, currency)]).toEqual([currency, LOADED - taken]);
        }
      }
      // Whatever was answered once is answered so again, and moves nothing.
      for (const bill of bills)
        for (const key of bill.answered.keys()) {
          const { status } = await checkOut(bill, key);
          const { status: is } = await visitOf(bill);
          expect([is, status === 200 || is === 'voided']).toEqual([is, true]);
        }
    }),
    RUNS === undefined
      ? { numRuns: 15, seed: 47, endOnFailure: true }
      : { numRuns: Number(RUNS), endOnFailure: true },
  );
  for (const [what, times] of Object.entries(seen))
    if (what !== 'late') expect([what, times > 0]).toEqual([what, true]);
  await till.platform.settle();
}, 300_000);
