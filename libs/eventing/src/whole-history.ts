import type { FollowPorts } from './follow.js';
import { refused } from './refusal.js';
import type { View } from './view.js';

/** Gaps that are named one by one in a refusal; more of them are counted. */
const MAX_CUT_NAMED = 10;

/**
 * A view is folded anew only from its whole history.
 * @throws Refusal `topic-cut` when retention has removed part of its topics, `stream-truncated` when an operator shortened its streams
 */
export async function requireWholeHistory(
  { name, source }: View,
  { streams, bus }: FollowPorts,
): Promise<void> {
  const cut =
    'topics' in source ? await bus.cutOff(source.topics) : await streams.cutOff(source.streams);
  if (cut.length === 0) return;
  const [code, rule] =
    'topics' in source
      ? ['topic-cut', 'topics must keep everything (retention.ms -1)']
      : ['stream-truncated', 'streams of ledgers are never deleted or shortened'];
  const named =
    cut.length > MAX_CUT_NAMED
      ? `${cut.slice(0, MAX_CUT_NAMED).join('; ')}; and ${cut.length - MAX_CUT_NAMED} more`
      : cut.join('; ');
  throw refused(
    code,
    `View \`${name}\` cannot be rebuilt: ${named}. The present documents are kept; ${rule}.`,
  );
}
