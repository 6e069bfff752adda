import type { Refusal } from '@chignon/eventing';
import { externalClaims } from './record.js';
import { register, release } from './registering.effects.js';
import { ada, bench, cause, facts } from './testing.documents.js';

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
