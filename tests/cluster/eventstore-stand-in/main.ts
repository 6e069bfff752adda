import { parseArgs } from 'node:util';
import { startStandIn } from './index.js';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '2113' },
    data: { type: 'string' },
    memory: { type: 'boolean' },
  },
});
if (Boolean(values.data) === Boolean(values.memory)) {
  console.error('eventstore stand-in: expected --data DIR, or --memory to keep nothing');
  process.exit(2);
}
const standIn = await startStandIn({
  port: Number(values.port),
  ...(values.data ? { dir: values.data } : {}),
});
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void standIn.close().then(() => process.exit(0)));
console.log(`eventstore stand-in ready on 127.0.0.1:${standIn.port}`);
