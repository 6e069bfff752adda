import type { ApiClient } from './api-client.js';

/** A platform that is not quiet after so many passes feeds itself. */
const MAX_PASSES = 1000;

/**
 * Waits until everything that follows from what was done so far has been done: passes over all contexts, until two of them
 * find the same activity. Needs the permission `platform.operations:write` for the whole chain.
 */
export async function settled(
  api: ApiClient,
  contexts: readonly string[],
  onPass: (activity: number) => void = () => {},
): Promise<void> {
  let before = -1;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const answers = await Promise.all(
      contexts.map((context) =>
        api.post<{ activity: number }>(`/v1/${context}/operations/catch-up`),
      ),
    );
    const activity = answers.reduce((sum, answer) => sum + answer.activity, 0);
    onPass(activity);
    if (activity === before) return;
    before = activity;
  }
  throw new Error('the platform does not come to rest');
}
