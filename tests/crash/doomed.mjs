// The compiled platform with an appointment with death: once armed (SIGUSR2), it kills itself with SIGKILL the n-th time
// it passes the point named in DOOM (`after-append:3`). The points are put around the methods of the embedded engines
// from here, so that the product knows nothing of it. Bundled with the apps, so that these are the classes they use (scripts/bundle.mjs).
import { EmbeddedBus } from '../../libs/adapters/dist/embedded/bus.js';
import { EmbeddedDocuments } from '../../libs/adapters/dist/embedded/documents.js';
import { EmbeddedStreams } from '../../libs/adapters/dist/embedded/streams.js';

/** Point by name: class and method, and whether it lies before or after the work. */
const POINTS = {
  'before-append': [EmbeddedStreams, 'append', 'before'],
  'after-append': [EmbeddedStreams, 'append', 'after'],
  'before-publish': [EmbeddedBus, 'publish', 'before'],
  'after-publish': [EmbeddedBus, 'publish', 'after'],
  'before-document': [EmbeddedDocuments, 'put', 'before'],
  'after-document': [EmbeddedDocuments, 'put', 'after'],
  'before-fold': [EmbeddedDocuments, 'bulk', 'before'],
  'after-fold': [EmbeddedDocuments, 'bulk', 'after'],
  'before-outbox-cleared': [EmbeddedDocuments, 'clearAnnouncements', 'before'],
  'after-outbox-cleared': [EmbeddedDocuments, 'clearAnnouncements', 'after'],
};

const [name, times] = (process.env.DOOM ?? '').split(':');
let armed = false;
let left = Number(times ?? 1);
process.on('SIGUSR2', () => (armed = true));
const pass = () => {
  if (armed && --left <= 0) process.kill(process.pid, 'SIGKILL');
};

if (name) {
  const [owner, method, when] = POINTS[name];
  const work = owner.prototype[method];
  owner.prototype[method] = async function (...args) {
    if (when === 'before') pass();
    const done = await work.apply(this, args);
    if (when === 'after') pass();
    return done;
  };
}
await import('../../apps/platform/dist/main.js');
