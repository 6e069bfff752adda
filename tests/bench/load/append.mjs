// Appends to the platform's own event store, hash chain included: so many clients, each on streams of its own. Args: folder, clients, seconds (or events with `n`).
import { openEmbedded } from '@chignon/adapters/embedded';
import { link } from '@chignon/eventing';
import { sampleEvents } from './sample-events.mjs';

const [dir, clients, limit] = [process.argv[2], Number(process.argv[3]), process.argv[4]];
const seconds = limit.endsWith('n') ? Infinity : Number(limit);
const most = limit.endsWith('n') ? Number(limit.slice(0, -1)) : Infinity;
const engine = await openEmbedded({ dir });
const events = sampleEvents();
let n = 0;
const begin = performance.now();
await Promise.all(
  Array.from({ length: clients }, async (_, c) => {
    const stream = `agenda-s${c}`;
    let hash = '';
    for (let revision = 0; n < most && performance.now() - begin < seconds * 1000; revision++) {
      const event = events(n++);
      hash = link(hash, stream, revision + 1, event);
      await engine.streams.append(stream, [{ ...event, meta: { ...event.meta, hash } }], {
        expected: revision,
      });
    }
  }),
);
const took = (performance.now() - begin) / 1000;
process.stdout.write(`${JSON.stringify({ events: n, seconds: took, perSecond: n / took })}\n`);
await engine.close();
