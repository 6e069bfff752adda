import type { Facts } from '../ports/facts.js';

/** The promises of `Facts`, for an adapter that tells real time. */
export function factsContract(name: string, open: () => Facts): void {
  describe(`Facts: ${name}`, () => {
    it('tells instants as ISO 8601 UTC with milliseconds that do not run backwards', () => {
      const facts = open();
      const told = Array.from({ length: 1000 }, () => facts.now());
      for (const instant of told)
        expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect([...told].sort()).toEqual(told);
      expect(new Date(told[0]!).toISOString()).toBe(told[0]);
    });

    it('gives ids that are UUIDs of version 4 and never the same twice', () => {
      const facts = open();
      const ids = Array.from({ length: 10_000 }, () => facts.newId());
      for (const id of ids)
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });
}
