import {
  ConflictError,
  type CommandMetadata,
  type Message,
  type Publication,
  type Refusal,
  type Tools,
} from '@chignon/eventing';
import { fixedFacts } from '@chignon/eventing/testing';
import { externalClaims, records, type CustomerRecord, type ExternalClaim } from './record.js';
import { importCustomers, importedId, register, release } from './registering.effects.js';

const facts = fixedFacts('2026-03-01T09:00:00.000Z');
const cause = (commandId: string): CommandMetadata => ({
  commandId,
  actor: 'user:desk',
  correlationId: 'x',
});

/** Documents with revisions, and what was announced with them. */
function bench() {
  const kept = new Map<string, { document: object; revision: number }>();
  const announced: Publication[] = [];
  const tools = {
    facts,
    message: (publication: Publication) => publication as unknown as Message,
    documents: {
      get: async ({ name }: { name: string }, id: string) => {
        const found = kept.get(`${name}/${id}`);
        return found && { ...found.document, revision: found.revision };
      },
      put: async (
        { name }: { name: string },
        document: { id: string },
        { expected, announce = [] }: { expected?: number; announce?: Publication[] } = {},
      ) => {
        const revision = kept.get(`${name}/${document.id}`)?.revision ?? 0;
        if (expected !== undefined && expected !== revision)
          throw new ConflictError(document.id, expected, revision);
        kept.set(`${name}/${document.id}`, { document, revision: revision + 1 });
        announced.push(...announce);
        return { revision: revision + 1 };
      },
      remove: async ({ name }: { name: string }, id: string) => void kept.delete(`${name}/${id}`),
    },
  } as unknown as Tools;
  const all = <D>(collection: { name: string }) =>
    [...kept]
      .filter(([key]) => key.startsWith(`${collection.name}/`))
      .map(([, { document }]) => document as D);
  return {
    tools,
    announced,
    records: () => all<CustomerRecord>(records),
    claims: () => all<ExternalClaim>(externalClaims),
  };
}
const ada = {
  homeStoreId: 's1',
  source: 'front-desk',
  name: 'Ada',
  externalIds: [{ system: 'pos', code: 'A1' }],
};
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: Refusal) => error.code,
  );

describe('PR-01 a customer is made once per command', () => {
  it('64 parallel copies of one command make one customer and one announcement', async () => {
    const { tools, announced, ...kept } = bench();
    const made = await Promise.all(
      Array.from({ length: 64 }, () => register(tools, ada, cause('k1'))),
    );
    expect(new Set(made.map((customer) => customer.id)).size).toBe(1);
    expect(kept.records()).toHaveLength(1);
    expect(announced).toEqual([
      expect.objectContaining({
        type: 'CustomerRegistered',
        key: made[0]!.id,
        data: {
          customerId: made[0]!.id,
          homeStoreId: 's1',
          registeredAt: facts.now(),
          source: 'front-desk',
        },
      }),
    ]);
    expect(JSON.stringify(announced)).not.toContain('Ada');
  });

  it('refuses a used key with another input, and an external code that belongs to somebody', async () => {
    const { tools, ...kept } = bench();
    await register(tools, ada, cause('k1'));
    expect(await codeOf(register(tools, { ...ada, name: 'Bea' }, cause('k1')))).toBe(
      'idempotency-key-reused',
    );
    expect(await codeOf(register(tools, { ...ada, name: 'Bea' }, cause('k2')))).toBe(
      'external-id-taken',
    );
    expect(kept.records()).toHaveLength(1);
  });

  it('a claim that its record never took up is free after ten minutes; one given back at once', async () => {
    const { tools, ...kept } = bench();
    await tools.documents.put(externalClaims, {
      id: 'pos:A1',
      customerId: 'crashed',
      claimedAt: '2026-03-01T08:55:00.000Z',
    });
    expect(await codeOf(register(tools, ada, cause('k1')))).toBe('external-id-taken');
    await tools.documents.put(externalClaims, {
      id: 'pos:A1',
      customerId: 'crashed',
      claimedAt: '2026-03-01T08:49:59.000Z',
    });
    const { id, externalIds } = await register(tools, ada, cause('k1'));
    expect(kept.claims()).toEqual([expect.objectContaining({ id: 'pos:A1', customerId: id })]);
    await release(tools, externalIds, 'somebody-else');
    expect(kept.claims()).toHaveLength(1);
    await release(tools, externalIds, id);
    expect(kept.claims()).toEqual([]);
  });
});

describe('PR-04 an import is once per external code, row by row', () => {
  const row = (code: string, more: object = {}) => ({
    externalId: { system: 'pos', code },
    homeStoreId: 's1',
    ...more,
  });
  const by = {
    source: 'salon-pos',
    sees: (storeId: string) => storeId === 's1',
    seesCustomer: async () => true,
  };

  it('imports, leaves alone what is there, and rejects by itself; again: nothing twice', async () => {
    const { tools, announced, ...kept } = bench();
    const { id } = await register(tools, ada, cause('k1'));
    const rows = [
      row('B2', { name: 'Bea' }),
      row('A1', { name: 'Other' }),
      row('C3', { phone: '12' }),
      row('B2'),
      row('D4', { homeStoreId: 's2' }),
    ];
    const first = await importCustomers(tools, rows, by, cause('i1'));
    expect(
      first.map(({ outcome, customerId, code, field }) => [outcome, customerId, code, field]),
    ).toEqual([
      ['imported', importedId({ system: 'pos', code: 'B2' }), undefined, undefined],
      ['already', id, undefined, undefined],
      ['rejected', undefined, 'phone-invalid', 'phone'],
      ['already', importedId({ system: 'pos', code: 'B2' }), undefined, undefined],
      ['rejected', undefined, 'store-not-found', 'homeStoreId'],
    ]);
    expect((await importCustomers(tools, rows, by, cause('i2'))).map((r) => r.outcome)).toEqual([
      'already',
      'already',
      'rejected',
      'already',
      'rejected',
    ]);
    expect(
      kept
        .records()
        .map((r) => r.name)
        .sort(),
    ).toEqual(['Ada', 'Bea']);
    expect(announced.map((a) => (a.data as { source: string }).source)).toEqual([
      'front-desk',
      'import',
    ]);
  });
});
