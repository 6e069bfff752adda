import type { CommandMetadata } from './context.js';
import type { Envelope } from './event.js';
import { deriveId } from './ids.js';
import { optional } from './optional.js';

/** What a command says besides what the mechanism knows. */
export type CauseDetails = Pick<
  Partial<CommandMetadata>,
  /** Only where older releases named the command otherwise: a repeat of theirs must be recognised. */
  'commandId' | 'storeId' | 'input' | 'effectiveAt' | 'expected'
>;

/**
 * Makes the metadata of the commands of an effect: who, why and the id by which a repeat is recognised. An event that is heard twice
 * makes the same ids.
 */
export interface EffectCause {
  /** Id: effect, event and step. The step tells the commands of one event apart; left out where there is one. */
  (step?: string, details?: CauseDetails): CommandMetadata;
  /** Id: effect and `what`, whichever event it follows from: for what several events may ask for and is to be done once. */
  once(what: string, details?: CauseDetails): CommandMetadata;
}

/** Makes the metadata of the commands of a job. Id: job and step, so a step is done once however often the job runs. */
export type JobCause = (step: string, details?: CauseDetails) => CommandMetadata;

/**
 * The causes of what an effect does because of an event.
 * @param traceparent where that stands in a trace
 */
export function effectCause(
  name: string,
  event: Pick<Envelope, 'id' | 'meta'>,
  traceparent?: string,
): EffectCause {
  const caused = (what: string, details?: CauseDetails): CommandMetadata => ({
    commandId: deriveId(`${name}|${what}`),
    actor: `system:${name}`,
    correlationId: event.meta.correlationId,
    causationId: event.id,
    tenant: event.meta.tenant,
    ...optional({ traceparent }),
    ...details,
  });
  return Object.assign(
    (step?: string, details?: CauseDetails) =>
      caused(step === undefined ? event.id : `${event.id}|${step}`, details),
    { once: caused },
  );
}

/** The causes of what a job does. */
export const jobCause =
  (name: string): JobCause =>
  (step, details) => {
    const commandId = details?.commandId ?? deriveId(`${name}|${step}`);
    return { actor: `system:${name}`, correlationId: commandId, ...details, commandId };
  };
