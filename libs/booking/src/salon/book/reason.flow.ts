import type { Tools } from '@chignon/eventing';
import { checkReason, type ReasonKind } from '../till/reasons.js';
import { booksOf } from './store-book.flow.js';

/** @throws Refusal 422 `reason-unknown` for a code that the chain does not know for this kind, naming those that it does */
export async function mustBeReason(
  tools: Tools,
  kind: ReasonKind,
  code: string,
  field = 'reason',
): Promise<void> {
  checkReason(await booksOf(tools).till(), kind, code, field);
}
