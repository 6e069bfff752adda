import { MINUTE_MS, msOfIso, type Span } from '@chignon/calendar';
import { forbidden, lookUp, optional, type Refusal, refused, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import type { Appointment } from '../../agenda/appointment/appointment.js';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import {
  type KnownService,
  type PrerequisiteOverride,
  prerequisiteRefusalOf,
} from '../../salon/catalogue/prerequisites.js';
import type { VisitLine, VisitState } from '../../visits/visit.js';
import type { OverrideBody, PrerequisiteDetails } from './service-gate.shapes.http.js';
import { prerequisitesOf } from './prerequisites.flow.js';

/*
 * Prerequisites when the customer is here and a service is to begin (R-BK-47, R-CU-20). A booking was judged when it was made; since then a
 * patch test may have been cancelled, missed or voided, and who walks in was never judged. A planned test counts here only while it can still
 * take place.
 */

/** Whose services are to begin, and where. */
export interface Guest {
  readonly storeId: string;
  readonly customerId?: string | undefined;
  /** The appointment that is kept: nothing of its own counts as had before. */
  readonly appointmentId?: string | undefined;
}

/** A service with the time at which it begins, or is to. */
interface GateLine extends Span {
  readonly lineId: string;
  readonly serviceId: string;
  readonly serviceGroup: string;
  readonly version: number;
  /** `planned`: after what stands before it; `begins`: at this moment, or it has begun; `finished`: counts for the others. */
  readonly stage: 'planned' | 'begins' | 'finished';
}

/** A service whose prerequisite does not hold. */
export interface Missing {
  readonly lineId: string;
  readonly refusal: Refusal;
}

/** What the gate says: a refusal to be thrown by whoever decides, or lines that somebody lets in. */
export interface Gate {
  readonly gate?: Refusal;
  readonly overrides: ReadonlyMap<string, PrerequisiteOverride>;
}

async function missingOf(
  tools: Tools,
  { customerId, appointmentId }: Guest,
  lines: readonly GateLine[],
): Promise<Missing[]> {
  const services = await Promise.all(
    lines.map((line) => booksOf(tools).version(line.serviceId, line.version)),
  );
  const asking = services.filter((s) => s?.requires !== undefined);
  if (asking.length === 0) return [];
  const nowMs = msOfIso(tools.facts.now());
  const found = await prerequisitesOf(
    tools,
    // Quotas were judged with the booking.
    asking.map((s) => ({ ...s!, quota: undefined })),
    customerId,
    {
      fromMs: Math.min(...lines.map((l) => l.fromMs)),
      toMs: Math.max(...lines.map((l) => l.fromMs)),
    },
    appointmentId,
  );
  // Nobody known has had nothing.
  const before = (found?.known ?? []).map((known): KnownService => ({
    ...known,
    lapsed: !known.done && known.endMs <= nowMs,
  }));
  return lines.flatMap((line, i) => {
    const rule = services[i]?.requires;
    if (!rule || line.stage === 'finished') return [];
    const beside = lines
      .filter((other) => other !== line)
      .map((other): KnownService => ({
        serviceId: other.serviceId,
        serviceGroup: other.serviceGroup,
        endMs: other.toMs,
        done: other.stage === 'finished',
        // What is to begin now waits for no other service of the visit.
        lapsed: line.stage === 'begins',
      }));
    const { serviceId, fromMs, toMs, serviceGroup } = line;
    const refusal = prerequisiteRefusalOf(
      rule,
      { serviceId, serviceGroup, startMs: fromMs, endMs: toMs },
      [...before, ...beside],
      'lineId',
    );
    return refusal ? [{ lineId: line.lineId, refusal }] : [];
  });
}

/** What an appointment that is to come lacks, by its planned times. */
export const missingOfAppointment = (
  tools: Tools,
  { storeId, customerId, appointmentId, lines }: Appointment,
): Promise<Missing[]> =>
  missingOf(
    tools,
    { storeId, customerId, appointmentId },
    lines.map((line) => ({
      lineId: line.lineId,
      serviceId: line.serviceId,
      serviceGroup: line.serviceGroup,
      version: line.catalogueVersion,
      fromMs: line.startMs,
      toMs: line.endMs,
      stage: 'planned',
    })),
  );

/** Lines of a visit at this moment: what has begun as it began, the rest one after the other from now on; `begins`: the line that begins now. */
function placed(
  lines: readonly VisitLine[],
  progress: VisitState['progress'],
  nowMs: number,
  begins?: string,
): GateLine[] {
  let atMs = nowMs;
  return lines.flatMap((line): GateLine[] => {
    if (line.kind !== 'service') return [];
    const { startedAt, finishedAt } = lookUp(progress, line.lineId) ?? {};
    const ms = line.plannedMinutes * MINUTE_MS;
    const of = {
      lineId: line.lineId,
      serviceId: line.itemId,
      serviceGroup: line.serviceGroup ?? line.itemId,
      version: line.catalogueVersion ?? 0,
    };
    if (startedAt !== undefined) {
      const fromMs = msOfIso(startedAt);
      if (finishedAt !== undefined)
        return [{ ...of, fromMs, toMs: msOfIso(finishedAt), stage: 'finished' }];
      const toMs = Math.max(fromMs + ms, nowMs);
      atMs = Math.max(atMs, toMs);
      return [{ ...of, fromMs, toMs, stage: 'begins' }];
    }
    if (line.lineId === begins)
      return [{ ...of, fromMs: nowMs, toMs: nowMs + ms, stage: 'begins' }];
    const fromMs = atMs;
    atMs += ms;
    return [{ ...of, fromMs, toMs: atMs, stage: 'planned' }];
  });
}

/** What services of a visit lack; those that somebody let in lack nothing. `begins`: a line that begins now. */
export async function missingOfVisit(
  tools: Tools,
  guest: Guest,
  lines: readonly VisitLine[],
  progress: VisitState['progress'],
  begins?: string,
): Promise<Missing[]> {
  const at = placed(lines, progress, msOfIso(tools.facts.now()), begins);
  const missing = await missingOf(tools, guest, at);
  return missing.filter(
    ({ lineId }) => lines.find((l) => l.lineId === lineId)?.override === undefined,
  );
}

/** What a visit under way lacks as it stands; whatever its status, one that is over lacks nothing. */
export async function missingOfStanding(
  tools: Tools,
  { status, opening, lines, progress }: VisitState,
): Promise<Missing[]> {
  return opening && (status === 'arrived' || status === 'in-service')
    ? missingOfVisit(tools, opening, lines, progress)
    : [];
}

/**
 * What the store does about it. `field`: of the body, where the refusal points to.
 * @throws Refusal 403 `override-not-allowed`, 422 `reason-unknown`
 */
export async function gateOf(
  tools: Tools,
  storeId: string,
  missing: readonly Missing[],
  field: (lineId: string) => string,
  override: OverrideBody | undefined,
  { caller }: RequestContext,
): Promise<Gate> {
  if (override) {
    if (!caller.may('booking.prerequisites:override'))
      throw forbidden(
        'override-not-allowed',
        'Your role does not permit a service without what it asks for beforehand.',
        { field: 'overridePrerequisite' },
      );
    const { reason } = override;
    await mustBeReason(tools, 'override-prerequisite', reason, 'overridePrerequisite.reason');
    return {
      overrides: new Map(
        missing.map(({ lineId, refusal: { code, detail } }) => [
          lineId,
          { code, requires: String(detail.requires), reason },
        ]),
      ),
    };
  }
  const overrides = new Map<string, PrerequisiteOverride>();
  const first = missing[0];
  const { store } = await booksOf(tools).store(storeId);
  if (!first || store.prerequisiteGate !== 'block') return { overrides };
  const { code, message, detail } = first.refusal;
  return {
    gate: refused(code, message, { ...detail, field: field(first.lineId) }),
    overrides,
  };
}

/** Lines with what somebody let in. */
export const withOverrides = <L extends VisitLine>(
  lines: readonly L[],
  { overrides }: Pick<Gate, 'overrides'>,
): L[] => lines.map((line) => ({ ...line, ...optional({ override: overrides.get(line.lineId) }) }));

/** What is missing, as it is answered. */
export const missingAnswer = ({ lineId, refusal: { code, detail } }: Missing) => ({
  code: code as 'prerequisite-missing' | 'prerequisite-too-recent' | 'prerequisite-expired',
  lineId,
  ...(optional({
    serviceId: detail.serviceId,
    requires: detail.requires,
    bookedFor: detail.bookedFor,
    completedAt: detail.completedAt,
    expiredAt: detail.expiredAt,
    earliest: detail.earliest,
  }) as PrerequisiteDetails),
});
