// Makes customers known at the door of a folder: what its directory would have heard of so many registrations. Args: folder, customers, store.
import { openEngines, createLogger } from '@chignon/service-kit';

const [dir, count, homeStoreId] = [process.argv[2], Number(process.argv[3]), process.argv[4]];
const AT_ONCE = 1000;
const engines = await openEngines(
  { engines: { kind: 'embedded' }, dataDir: dir },
  createLogger('error'),
);
const known = { name: 'platform-directory.customers.v1', indexes: {}, rebuildable: true };
await engines.documents.open(known);
for (let n = 0; n < count; n += AT_ONCE) {
  const writes = Array.from({ length: Math.min(AT_ONCE, count - n) }, (_, i) => ({
    put: {
      id: `c${n + i}`,
      homeStoreId,
      homeSince: '2020-01-01T00:00:00.000Z',
      presentAt: [homeStoreId],
    },
    expected: 0,
  }));
  const { conflicts } = await engines.documents.bulk(known, writes);
  if (conflicts.length > 0) throw new Error(`${conflicts.length} customers were known already`);
}
await engines.close();
process.stdout.write(`${JSON.stringify({ customers: count })}\n`);
