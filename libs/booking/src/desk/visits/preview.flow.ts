import {
  deriveId,
  dryRun,
  messageOf,
  optional,
  type Recorded,
  type Tools,
} from '@chignon/eventing';
import type { RequestContext, TenderKeys } from '@chignon/service-kit';
import { totalsOf } from '../../visits/corrections.js';
import { visits } from '../../visits/visit-ledger.js';
import { visitAnnouncements } from '../../visits/visit.announcements.js';
import type { VisitEvent, VisitState } from '../../visits/visit.js';
import type { CorrectionPreviewAnswer } from './corrections.shapes.http.js';
import { findVisit } from './visits.flow.js';
import type { VisitAnswer } from './visits.shapes.http.js';

type Change = Pick<CorrectionPreviewAnswer, 'lines' | 'tenders' | 'reserved'>;

/**
 * What a change of a settled visit would do (ADR 0069): it runs on tools that write nothing, so that it is decided and refused as in truth.
 * @param change what would be done, with the tools that it is given
 */
export async function previewed(
  tools: Tools,
  keys: TenderKeys,
  visitId: string,
  request: RequestContext,
  change: (tools: Tools) => Promise<VisitAnswer>,
): Promise<CorrectionPreviewAnswer> {
  const { state: before } = await findVisit(tools, visitId, request);
  const dry = dryRun(tools);
  const answer = await change(dry.tools);
  const [visit] = dry.streams(visits);
  const events = visit?.events ?? [];
  return {
    visitId,
    storeId: answer.storeId,
    currency: answer.currency,
    status: answer.status,
    before: billOf(before),
    after: billOf(visit?.after ?? before),
    ...changeOf(events, answer),
    events: events
      .flatMap((event) =>
        [visitAnnouncements[event.type]?.(event) ?? []]
          .flat()
          .map((publication) => ({ event, publication })),
      )
      .map(({ event, publication }, part) => ({
        type: publication.type,
        event: keys.signPreview(
          messageOf(publication, deriveId(`${event.id}|${part}`), event.meta),
        ),
      })),
  };
}

/** What the visit counts for: of one that is voided nothing does. */
function billOf({ status, settlements }: VisitState): CorrectionPreviewAnswer['before'] {
  const { netCents, taxCents, taxes } = totalsOf(
    status === 'voided' ? [] : settlements.flatMap(({ lines }) => lines),
  );
  return { netCents, taxCents, grossCents: netCents + taxCents, taxes: [...taxes] };
}

/** What a refund or correction adds to the bill; of a void what goes back of all that was settled. */
function changeOf(events: readonly Recorded<VisitEvent>[], { settlements }: VisitAnswer): Change {
  for (const { type, data } of events) {
    if (type === 'VisitCorrected') {
      const { lines, tenders, reserved } = settlements.at(-1)!;
      return { lines, tenders, ...optional({ reserved }) };
    }
    if (type === 'VisitVoided')
      return {
        lines: [],
        tenders: (data.tenders ?? []).map(({ kind, cents }) => ({ kind, cents: 0 - cents })),
        ...(data.reserved ? { reserved: [...data.reserved] } : {}),
      };
  }
  return { lines: [], tenders: [] };
}
