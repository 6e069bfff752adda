import type { ApiClient } from '@chignon/client';
import { CONTEXT_NAMES } from '@chignon/service-kit';
import { say, sayJson } from './output.js';

interface Status {
  readonly context: string;
  readonly leading: boolean;
  readonly published: number;
  readonly deadLetters: number;
  readonly postponed: number;
  readonly views: readonly { readonly name: string; readonly handled: number; readonly skipped: number }[];
  readonly consumers: readonly { readonly name: string; readonly handled: number }[];
}

/** What runs in each context and what waits. Counts are since the start of its process. */
export async function status(api: ApiClient, json: boolean): Promise<void> {
  const all: Status[] = [];
  for (const context of CONTEXT_NAMES) all.push(await api.get<Status>(`/v1/${context}/operations/status`));
  if (json) return sayJson({ contexts: all });
  for (const { context, published, deadLetters, postponed, views, consumers } of all) {
    say(`${context}: ${published} published, ${deadLetters} dead letters${postponed > 0 ? `, ${postponed} wait for a service outside` : ''}`);
    for (const { name, handled, skipped } of views) say(`  view      ${name.padEnd(36)} ${handled} handled${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    for (const { name, handled } of consumers) say(`  consumer  ${name.padEnd(36)} ${handled} handled`);
  }
}
