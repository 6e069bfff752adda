import { takings, type Taking } from './takings.view.js';

const details = { appointmentId: 'a1', storeId: 's1', currency: 'EUR' };
/** The documents after these events of the deposit `a1`. */
function folded(...events: [type: string, at: string, data: object][]): Taking[] {
  const documents = new Map<string, Taking>();
  events.forEach(([type, effectiveAt, data], i) => {
    const event = {
      type,
      data: { ...details, ...data },
      stream: 'deposit-a1',
      revision: i + 1,
      meta: { effectiveAt },
    };
    const { ids, fold } = takings.on[type]!;
    for (const id of ids(event)) {
      const after = fold(documents.get(id), event, id);
      if (after) documents.set(id, after);
    }
  });
  return [...documents.values()];
}
const PAID = '2026-03-02T10:00:00.000Z';
const BACK = '2026-03-04T10:00:00.000Z';
const returned = (method: string): [string, string, object][] => [
  ['DepositPaid', PAID, { paymentId: 'p1', cents: 3000, method }],
  [
    'DepositReturnAsked',
    '2026-03-03T10:00:00.000Z',
    { returnId: 'r1', paymentId: 'p1', cents: 3000, method, reason: 'cancelled' },
  ],
];
const end: [string, string, object] = [
  'DepositReturned',
  BACK,
  { returnId: 'r1', paymentId: 'p1', cents: 3000 },
];

describe('VS-01 deposits at the till', () => {
  it.each([
    ['cash', 'cash'],
    ['terminal', 'card'],
    ['online', 'online'],
  ])('taken by %s lie in %s, and leave it when they have gone back', (method, kind) => {
    const of = (all: Taking[]) => all.map(({ at, tenders }) => [at, tenders]);
    // Asked for is not gone: it has no instant, so that no day has it.
    expect(of(folded(...returned(method)))).toEqual([
      [PAID, [{ kind, cents: 3000 }]],
      [undefined, [{ kind, cents: -3000 }]],
    ]);
    expect(of(folded(...returned(method), end))).toEqual([
      [PAID, [{ kind, cents: 3000 }]],
      [BACK, [{ kind, cents: -3000 }]],
    ]);
  });
});
