// Lets everybody who follows the log stand at the end of a large set, also whoever came to the platform after the set was made: what they would do about
// four million appointments of the past is nobody's question here. Args: folder.
import { allContexts } from '@chignon/app-platform';
import { createLogger, openEngines, realFacts } from '@chignon/service-kit';

const engines = await openEngines(
  { engines: { kind: 'embedded' }, dataDir: process.argv[2] },
  createLogger('error'),
  realFacts,
);
const position = await engines.streams.end();
for (const { name, ledgers, views, reactions, effects, announcements } of allContexts()) {
  const checkpoints = { name: `${name}.checkpoints`, indexes: {}, rebuildable: true };
  await engines.documents.open(checkpoints);
  const followers = [
    ...views.filter(({ source }) => 'streams' in source).map((view) => `${view.name}.v1`),
    ...[...reactions, ...effects]
      .filter(({ source }) => 'streams' in source)
      .map((one) => one.name),
    ...(ledgers.length > 0 && Object.keys(announcements).length > 0 ? [`${name}.relay`] : []),
  ];
  // All of them: one that had begun to go through the past is taken to its end too.
  for (const id of followers) await engines.documents.put(checkpoints, { id, position });
}
await engines.close();
process.stdout.write('{}\n');
