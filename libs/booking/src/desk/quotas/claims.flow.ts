import { MINUTE_MS, msOfIso } from '@chignon/calendar';
import {
  type CommandMetadata,
  deriveId,
  type DomainEvent,
  optional,
  Refusal,
  type Tools,
} from '@chignon/eventing';
import type { AgendaEvent } from '../../agenda/agenda-events.js';
import { agenda } from '../../agenda/agenda.js';
import {
  type AgendaState,
  type Appointment,
  type Entry,
  occupies,
} from '../../agenda/appointment/appointment.js';
import type { QuotaOfDay } from '../../agenda/appointment/quotas.js';
import type { Plan } from '../../agenda/decide/choose.js';
import { visits } from '../../visits/visit-ledger.js';
import { outcomeOfVisit } from '../../visits/visit-outcome.js';
import { keepsRedeemed } from '../terms/returns.flow.js';
import { type CountedUse, type QuotaClaim, quotaUses } from './quota-ledger.js';

/** How long the agenda may take to book what is claimed. */
const CLAIM_MS = MINUTE_MS / 2;
/** How much later a claim that no agenda knows of counts no more: what was decided at the last moment has long been written. */
const LAPSE_MS = MINUTE_MS / 2;

/** For whom and where the uses of a plan are claimed. */
export interface Claimant {
  readonly customerId: string | undefined;
  /** Key of the agenda that decides. */
  readonly key: string;
  /** Of the agenda's command. */
  readonly cause: CommandMetadata;
  /** The appointment that is moved. */
  readonly appointmentId?: string;
}

/** What a claim came to. */
interface Looked {
  readonly claim: QuotaClaim;
  /** Undefined: nothing was booked. */
  readonly appointmentId: string | undefined;
  /** Lines that count. */
  readonly uses: number;
  /** It can never count again. */
  readonly ended: boolean;
}

/** A plan with its uses claimed, or with the refusal in its place; `release` gives them back when it was not booked. */
export interface ClaimedPlan {
  readonly plan: Plan;
  release(): Promise<void>;
}

/**
 * Claims what a plan uses of quotas, lets the agenda decide, and gives back at once what was refused (BK-23). A repeat of a
 * command that was done claims nothing anew.
 */
export async function withClaims<T>(
  tools: Tools,
  plan: Plan,
  claimant: Claimant,
  decide: (plan: Plan) => Promise<T>,
): Promise<T> {
  const claimed = await claimUses(tools, plan, claimant);
  try {
    return await decide(claimed.plan);
  } catch (error) {
    await releaseRefused([claimed], error);
    throw error;
  }
}

/** Gives claims back when the error says that nothing was booked; else they are left to what the agenda knows of them. */
export async function releaseRefused(
  claimed: readonly ClaimedPlan[],
  error: unknown,
): Promise<void> {
  if (error instanceof Refusal && error.kind !== 'unavailable')
    for (const one of claimed) await one.release();
}

/** Claims every use of a quota that a plan has. */
export async function claimUses(
  tools: Tools,
  plan: Plan,
  claimant: Claimant,
): Promise<ClaimedPlan> {
  const { customerId } = claimant;
  const made: { quotaKey: string; claimId: string }[] = [];
  const release = async (): Promise<void> => {
    for (const { quotaKey, claimId } of made.splice(0))
      await tools.execute(
        quotaUses,
        quotaKey,
        { type: 'ReleaseUse', claimId },
        causeOfStep(claimant, 'release', claimId),
      );
  };
  if (plan instanceof Refusal || customerId === undefined || !plan.quotas?.length)
    return { plan, release };
  try {
    const quotas: QuotaOfDay[] = [];
    for (const quota of plan.quotas) {
      const quotaKey = deriveId(`quota|${customerId}|${quota.serviceId}`);
      const claimId = tools.facts.newId();
      const one = await claimUse(tools, quota, plan.frame.businessDate, quotaKey, claimId, {
        ...claimant,
        customerId,
      });
      if (!one) return { plan, release };
      made.push({ quotaKey, claimId });
      quotas.push(one);
    }
    return { plan: { ...plan, quotas }, release };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await release();
    return { plan: error, release };
  }
}

/** Undefined: the command was done before. @throws Refusal `quota-used` */
async function claimUse(
  tools: Tools,
  quota: QuotaOfDay,
  date: string,
  quotaKey: string,
  claimId: string,
  claimant: Claimant & { customerId: string },
): Promise<QuotaOfDay | undefined> {
  const { customerId, key, cause, appointmentId } = claimant;
  const { serviceId, wanted, field } = quota;
  const { claims } = (await tools.load(quotaUses, quotaKey)).state;
  const looked: Looked[] = [];
  for (const claim of claims.values()) {
    const one = await lookUp(tools, claim, customerId, serviceId);
    if (one?.appointmentId !== undefined && claim.commandId === cause.commandId) return undefined;
    if (one) looked.push(one);
  }
  const counted = countedUses(looked, quota, appointmentId);
  const untilMs = msOfIso(tools.facts.now()) + CLAIM_MS;
  await tools.execute(
    quotaUses,
    quotaKey,
    {
      type: 'ClaimUse',
      claim: {
        claimId,
        commandId: cause.commandId,
        agenda: key,
        date,
        uses: wanted,
        untilMs,
        ...optional({ appointmentId }),
      },
      customerId,
      serviceId,
      quota: quota.quota,
      field,
      lookedUp: looked.map(({ claim }) => claim.claimId),
      ended: looked.filter(({ ended }) => ended).map(({ claim }) => claim.claimId),
      counted,
    },
    causeOfStep(claimant, 'claim', claimId),
  );
  const elsewhere = counted.filter((use) => use.agenda !== key).map((use) => use.date);
  return { ...quota, elsewhere, claimedUntilMs: untilMs };
}

/** Uses by their claims, once for each place of an appointment, and those that were never claimed as a read model knows them. */
function countedUses(
  looked: readonly Looked[],
  { known }: QuotaOfDay,
  moved: string | undefined,
): CountedUse[] {
  const places = new Map<string, Looked>();
  for (const one of looked) {
    if (one.appointmentId === undefined) continue;
    const place = `${one.claim.agenda}|${one.appointmentId}`;
    if ((places.get(place)?.uses ?? -1) < one.uses) places.set(place, one);
  }
  return [
    ...[...places.values()]
      .filter(({ appointmentId }) => appointmentId !== moved)
      .flatMap(({ claim: { date, agenda: at }, uses }) =>
        Array.from({ length: uses }, () => ({ date, agenda: at })),
      ),
    ...known
      .filter((use) => !places.has(`${use.agenda}|${use.appointmentId}`))
      .map(({ date, agenda: at }) => ({ date, ...optional({ agenda: at }) })),
  ];
}

/** What the agenda made of a claim; undefined while it may still be booked. */
async function lookUp(
  tools: Tools,
  claim: QuotaClaim,
  customerId: string,
  serviceId: string,
): Promise<Looked | undefined> {
  // Read before the agenda: what it does not know then, of a claim that has run out, it will never know.
  const nowMs = msOfIso(tools.facts.now());
  const appointmentId = appointmentMade(
    await tools.history(agenda, claim.agenda),
    claim.commandId,
    customerId,
  );
  if (appointmentId === undefined)
    return nowMs > claim.untilMs + LAPSE_MS
      ? { claim, appointmentId, uses: 0, ended: true }
      : undefined;
  const { state } = await tools.load(agenda, claim.agenda);
  const entry = state.entries.get(appointmentId);
  const reserved = reservedFor(state, appointmentId);
  const linesOf = (one: Appointment): number =>
    one.customerId === customerId
      ? one.lines.filter((line) => line.serviceId === serviceId).length
      : 0;
  if (reserved) return { claim, appointmentId, uses: linesOf(reserved), ended: false };
  const counts = entry !== undefined && (await isUsed(tools, claim.agenda, entry, nowMs));
  return {
    claim,
    appointmentId,
    uses: counts ? linesOf(entry.appointment) : 0,
    // A no-show may be undone, and a fee that is waived changes what a cancellation keeps: those are looked at each time.
    ended:
      !counts &&
      entry?.status !== 'missed' &&
      entry?.status !== 'checked-in' &&
      entry?.status !== 'cancelled',
  };
}

/** The appointment that a command made or moved for a customer. */
function appointmentMade(
  history: readonly {
    readonly type: string;
    readonly data: unknown;
    readonly meta: { commandId: string };
  }[],
  commandId: string,
  customerId: string,
): string | undefined {
  for (const event of history) {
    const { type, data } = event as DomainEvent & AgendaEvent;
    if (
      event.meta.commandId === commandId &&
      (type === 'SlotHeld' ||
        type === 'AppointmentBooked' ||
        type === 'ApprovalAsked' ||
        type === 'ServicesChanged' ||
        type === 'CustomerCorrected' ||
        type === 'SlotReservedForMove') &&
      data.appointment.customerId === customerId
    )
      return data.appointment.appointmentId;
  }
  return undefined;
}

const reservedFor = ({ reserved }: AgendaState, appointmentId: string): Appointment | undefined =>
  [...reserved.values()].find((one) => one.appointment.appointmentId === appointmentId)
    ?.appointment;

/** True while it is agreed or done, and when it ended and keeps what it redeemed (R-BK-36). */
async function isUsed(tools: Tools, key: string, entry: Entry, nowMs: number): Promise<boolean> {
  const { status, expiresAtMs = Infinity, visitId } = entry;
  if (!occupies(status)) return keepsRedeemed(tools, key, entry);
  if (status === 'held') return expiresAtMs > nowMs;
  if (visitId === undefined) return true;
  const became = outcomeOfVisit(await tools.history(visits, visitId))?.became;
  return became !== 'abandoned' && became !== 'voided';
}

const causeOfStep = ({ cause }: Claimant, step: string, claimId: string): CommandMetadata => ({
  ...cause,
  commandId: deriveId(`quota|${step}|${claimId}`),
  input: `${step}|${claimId}`,
});
