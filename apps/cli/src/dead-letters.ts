import { ApiError, type ApiClient } from '@chignon/client';
import type { DeadLetter } from '@chignon/eventing';
import { CONTEXT_NAMES } from '@chignon/service-kit/plain';
import { CliError, plain, say, sayJson, UsageError } from './output.js';

interface Letters {
  readonly items: readonly DeadLetter[];
  readonly next?: string;
}

function contextsOf(context: string | undefined): readonly string[] {
  if (context === undefined) return CONTEXT_NAMES;
  if (!(CONTEXT_NAMES as readonly string[]).includes(context))
    throw new UsageError(`--context is ${context}; expected one of ${CONTEXT_NAMES.join(', ')}`);
  return [context];
}

/** What could not be handled and waits, oldest of each key first. */
export async function listLetters(
  api: ApiClient,
  context: string | undefined,
  json: boolean,
): Promise<void> {
  const letters: (DeadLetter & { context: string })[] = [];
  for (const name of contextsOf(context)) {
    for (let after: string | undefined; ;) {
      const page = await api.get<Letters>(
        `/v1/${name}/operations/dead-letters?limit=200${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`,
      );
      letters.push(...page.items.map((letter) => ({ ...letter, context: name })));
      if (!(after = page.next)) break;
    }
  }
  if (json)
    return sayJson({
      deadLetters: letters.length,
      items: letters.map(({ id, context: of, consumer, key, error, parkedAt, event }) => ({
        id,
        context: of,
        consumer,
        key,
        type: event.type,
        error,
        parkedAt,
      })),
    });
  if (letters.length === 0) say('no dead letters');
  for (const { id, context: of, consumer, event, error, parkedAt } of letters)
    say(
      `${plain(id)}\n  ${of}  ${consumer}  ${plain(event.type)}  parked ${parkedAt}\n  ${plain(error)}`,
    );
}

/** Asks the context that has the letter. */
async function withLetter<T>(
  context: string | undefined,
  id: string,
  ask: (path: string, context: string) => Promise<T>,
): Promise<T> {
  for (const name of contextsOf(context)) {
    try {
      return await ask(`/v1/${name}/operations/dead-letters/${encodeURIComponent(id)}`, name);
    } catch (error) {
      if (!(error instanceof ApiError) || error.answer.status !== 404) throw error;
    }
  }
  throw new CliError(`there is no dead letter ${plain(id)}`);
}

export const showLetter = (
  api: ApiClient,
  context: string | undefined,
  id: string,
): Promise<void> =>
  withLetter(context, id, async (path) => say(JSON.stringify(await api.get(path), null, 2)));

export const retryLetter = (
  api: ApiClient,
  context: string | undefined,
  id: string,
): Promise<void> =>
  withLetter(context, id, async (path) => {
    const { done, left, handedOver } = await api.post<{
      done: number;
      left: number;
      handedOver?: true;
    }>(`${path}/retry`);
    say(
      handedOver
        ? `handed to the instance that holds the lease: look again in a quarter of a minute (${left} waiting)`
        : `${done} handled, ${left} still waiting`,
    );
  });

export const dropLetter = (
  api: ApiClient,
  context: string | undefined,
  id: string,
): Promise<void> =>
  withLetter(context, id, async (path) => {
    // Deleting what is not there would look like success.
    await api.get(path);
    await api.delete(path);
    say('dropped');
  });
