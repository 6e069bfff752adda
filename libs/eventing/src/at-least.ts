import type { Checkpoints } from './checkpoints.js';
import { invalid, Refusal } from './refusal.js';
import type { Ports } from './runtime-options.js';
import type { View } from './view.js';
import type { Views } from './views.js';

/** How long a read waits for its own write to become visible. */
const AT_LEAST_TIMEOUT_MS = 2000;
const AT_LEAST_LOOK_EVERY_MS = 50;

/**
 * Waits a bounded time until a read model has seen this revision of a stream, wherever the view runs.
 * @throws Refusal `revision-unknown` when the stream has no such revision, `not-yet-visible` when the time is over
 */
export async function waitForRevision(
  { streams, documents }: Ports,
  views: Views,
  checkpoints: Checkpoints,
  view: View,
  stream: string,
  revision: number,
): Promise<void> {
  if (revision <= 0) return;
  const [event] = await streams.read(stream, revision);
  if (!event)
    throw invalid('revision-unknown', 'There is no such revision yet.', {
      field: 'atLeast',
      expected: 'a revision that a write returned',
    });
  const runner = views.liveRunner(view);
  if (runner) {
    if (await runner.reaches(new Map([['log', event.position]]), AT_LEAST_TIMEOUT_MS)) return;
  } else {
    // Another instance runs the view: its checkpoint says how far it has come.
    const id = `${views.collection(view).name}`;
    for (let waited = 0; waited < AT_LEAST_TIMEOUT_MS; waited += AT_LEAST_LOOK_EVERY_MS) {
      const checkpoint = await documents.get(checkpoints.collection, id);
      if ((checkpoint?.position ?? '') >= event.position) return;
      await new Promise((resolve) => setTimeout(resolve, AT_LEAST_LOOK_EVERY_MS));
    }
  }
  throw new Refusal(
    'unavailable',
    'not-yet-visible',
    'The read model has not seen this revision yet. Try again.',
    { field: 'atLeast' },
  );
}
