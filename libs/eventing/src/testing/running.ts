import { effectCause, jobCause } from '../causes.js';
import type { Job, Tools } from '../context.js';
import type { DeliveredMessage, RecordedEvent } from '../event.js';
import type { Effect } from '../reaction.js';

/** Lets an effect hear an event as the mechanism does; nothing happens where it does not hear such. */
export const perform = async (
  { name, on }: Effect,
  event: RecordedEvent | DeliveredMessage,
  tools: Tools,
): Promise<void> => on[event.type]?.(event, tools, effectCause(name, event));

/** Runs a job as the mechanism does. */
export const runJob = (job: Job, tools: Tools): Promise<void> => job.run(tools, jobCause(job.name));
