import { parseArgs } from 'node:util';
import { startStandIn } from './index.js';

const { values } = parseArgs({ options: { port: { type: 'string', default: '2113' }, data: { type: 'string' } } });
if (!values.data) {
  console.error('eventstore stand-in: --data DIR is missing');
  process.exit(2);
}
const standIn = await startStandIn({ port: Number(values.port), dir: values.data });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void standIn.close().then(() => process.exit(0)));
console.log(`eventstore stand-in ready on 127.0.0.1:${standIn.port}`);
