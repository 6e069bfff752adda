import type { ChignonRequest } from '@chignon/service-kit';
import type {
  ContextChangeAnswer,
  CorrectionDiffAnswer,
  CorrectionPreviewBody,
} from './corrections.shapes.http.js';
import { type Dispatch, problemOf } from './dispatch.js';

/** Booking decides what is written; it follows no visits of its own. */
const DECIDES = 'booking';

/** What a context says that has nothing to preview; any other refusal leaves its part out of the answer. */
const FOLLOWS_NO_VISITS = 'preview-not-found';
const FAILED = { code: 'preview-failed', detail: 'The preview failed.' };

/** What booking says that it would write, as far as it is looked at here. */
interface Previewed extends Omit<CorrectionDiffAnswer, 'changes' | 'unanswered'> {
  readonly events: readonly { readonly event: string }[];
}

/**
 * Asks booking what a correction would write, and everybody who would hear of it what would follow. A context that does not answer, or may not answer
 * this caller, is named: the rest is said all the same.
 * @throws HttpProblem as booking refuses the correction itself
 */
export async function previewCorrection(
  dispatch: Dispatch,
  request: ChignonRequest,
  { visitId, change, ...body }: CorrectionPreviewBody,
): Promise<CorrectionDiffAnswer> {
  const decided = await dispatch.ask(request, {
    context: DECIDES,
    method: 'POST',
    path: `/v1/booking/visits/${encodeURIComponent(visitId)}/${change}/preview`,
    body,
  });
  if (decided.status !== 200)
    throw problemOf(
      decided,
      FAILED,
      decided.body.code === 'visit-not-found' ? { field: 'visitId' } : {},
    );
  const { storeId, currency, status, before, after, tenders, events } = decided.body as Previewed;
  const changes: ContextChangeAnswer[] = [];
  const unanswered: CorrectionDiffAnswer['unanswered'] = [];
  const others = dispatch.contexts.filter((context) => context !== DECIDES).sort();
  for (const { event } of events) {
    const answers = await Promise.all(
      others.map(async (context) => ({
        context,
        answer: await dispatch.ask(request, {
          context,
          method: 'POST',
          path: `/v1/${context}/previews`,
          body: { storeId, event },
        }),
      })),
    );
    for (const { context, answer } of answers) {
      if (answer.status === 200)
        for (const one of answer.body.items) changes.push({ ...one, context });
      else if (answer.body.code !== FOLLOWS_NO_VISITS)
        unanswered.push({ context, code: answer.body.code ?? FAILED.code });
    }
  }
  return {
    visitId,
    storeId,
    currency,
    status,
    before: sums(before),
    after: sums(after),
    tenders,
    changes,
    unanswered,
  };
}

const sums = ({ netCents, taxCents, grossCents }: CorrectionDiffAnswer['before']) => ({
  netCents,
  taxCents,
  grossCents,
});
