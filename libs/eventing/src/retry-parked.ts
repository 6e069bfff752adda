import type { DeadLetters } from './dead-letters.js';
import type { Log } from './followers.js';

/** Tries again what waits for a service outside and is due. @returns how many were handled */
export async function retryPostponed(deadLetters: DeadLetters, log: Log): Promise<number> {
  const { done, gaveUp } = await deadLetters.retryDue();
  for (const { consumer, key, event, error } of gaveUp)
    log({
      level: 'error',
      message: 'parked',
      consumer,
      key,
      event: event.id,
      type: event.type,
      error,
    });
  return done;
}

/** Tries again, at the start of a release, what the releases before it did not understand. A failure is logged, not thrown. */
export async function retryUnknown(
  context: string,
  deadLetters: DeadLetters,
  log: Log,
): Promise<void> {
  try {
    const done = await deadLetters.retryUnknown();
    if (done > 0)
      log({
        level: 'info',
        message: 'handled what an older release did not know',
        context,
        events: done,
      });
  } catch (error) {
    log({
      level: 'warn',
      message: 'dead letters of an older release',
      context,
      error: String(error),
    });
  }
}
