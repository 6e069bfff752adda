// `npm run test:cluster`: the real adapters' contract suites, then the platform as separate processes on real engines, then faults.
// One spec file at a time; `-- -w 2` runs two, each with engines of its own. Native engines (java + mvn for Kafka, python3 for MongoDB's protocol) are downloaded once into .cache/engines.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { availableEngines, dockerAnswers } from '../tests/cluster/engines/index.mjs';
import { build } from './build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);
// Containers where a Docker engine can pull images, else native processes.
if (await dockerAnswers()) process.env.CHIGNON_TEST_ENGINES = 'containers';
const missing =
  process.env.CHIGNON_TEST_ENGINES === 'containers'
    ? []
    : Object.entries(await availableEngines()).filter(
        ([name, { available }]) => !available && name !== 'stripe' && name !== 'prometheus',
      );
for (const [name, { why }] of missing)
  console.error(`test:cluster: ${name} cannot be run here: ${why}`);
if (missing.length > 0) {
  console.error(
    `test:cluster: nothing was tested${process.env.CI ? '' : ' (this is a failure where CI is set)'}.`,
  );
  process.exit(process.env.CI ? 1 : 0);
}
build();
const jest = spawnSync(
  process.execPath,
  [
    '--no-warnings',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--selectProjects=engines',
    ...(args.includes('-w') ? [] : ['-w', '1']),
    ...args,
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exit(jest.status ?? 1);
