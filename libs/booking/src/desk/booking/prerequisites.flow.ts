import { dateOfDays, DAY_MS, isoOf, msOfIso, type Span } from '@chignon/calendar';
import { listAll, Refusal, refused, type Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, CAME } from '../../agenda/appointment/appointment.js';
import { daySheets, type SheetEntry } from '../../agenda/day-sheet.view.js';
import type { PlannedLine } from '../../agenda/day/line.js';
import type { Plan } from '../../agenda/decide/choose.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import {
  type KnownService,
  prerequisiteRefusal,
  quotaRefusal,
} from '../../salon/catalogue/prerequisites.js';
import type { Service } from '../../salon/catalogue/service.js';
import { visits } from '../../visits/visit-ledger.js';
import { outcomeOfVisit } from '../../visits/visit-outcome.js';
import { type ListedVisit, listedVisits } from '../../visits/visits.view.js';
import { quotasOf, type Use } from '../quotas/uses.flow.js';
import { keepsRedeemed } from '../terms/returns.flow.js';
import { mustNotBeElsewhere } from './elsewhere.flow.js';

/** Documents of one page, and of all that are looked at: far more than one person has in the years that a rule may reach back. */
const PAGE = 500;
const MAX_LOOKED_AT = 20 * PAGE;
/** A completion is written down after its appointment's begin, at most so much. */
const SLACK_MS = 2 * DAY_MS;

/** How much longer ago an expired prerequisite is still told as such; one before that is missing. */
const REMEMBERED_MS = 730 * DAY_MS;

/** What these services ask of the customer, and what is known of them. */
export interface Prerequisites {
  readonly services: readonly (Service | undefined)[];
  /** Undefined: an anonymous customer. */
  readonly known: readonly KnownService[] | undefined;
  readonly uses: readonly Use[];
}

/**
 * What is known of a customer for services with a prerequisite or quota that start within the span; undefined when none
 * of the services asks for anything. Read models name the visits, their own streams say what was done in them, so that a
 * completion counts at once however far a read model is behind. `except`: an appointment that is being moved.
 */
export async function prerequisitesOf(
  tools: Tools,
  services: readonly (Service | undefined)[],
  customerId: string | undefined,
  starts: Span,
  except?: string,
): Promise<Prerequisites | undefined> {
  if (!services.some((s) => s?.requires ?? s?.quota)) return undefined;
  if (customerId === undefined) return { services, known: undefined, uses: [] };
  const back =
    Math.max(
      ...services.map((s) =>
        Math.max(
          s?.requires ? s.requires.validForDays * DAY_MS + REMEMBERED_MS : 0,
          (s?.quota?.perDays ?? 0) * DAY_MS,
        ),
      ),
    ) + SLACK_MS;
  const ahead = Math.max(0, ...services.map((s) => s?.quota?.perDays ?? 0)) * DAY_MS + SLACK_MS;
  const [fromMs, toMs] = [starts.fromMs - back, starts.toMs + ahead];
  const now = tools.facts.now();
  const sheets = await listAll(
    tools.documents,
    tools.collection(daySheets),
    {
      index: 'byCustomer',
      where: { customerId },
      range: { field: 'startsAt', gte: isoOf(fromMs), lte: isoOf(toMs) },
      limit: PAGE,
    },
    MAX_LOOKED_AT,
  );
  const entries = sheets.filter(
    ({ status, kind, expiresAt, subject }) =>
      subject !== except &&
      (status === 'booked' ||
        status === 'pending' ||
        (status !== undefined && CAME.has(status)) ||
        (kind === 'hold' && (expiresAt ?? now) > now)),
  );
  const listed = (
    await listAll(
      tools.documents,
      tools.collection(listedVisits),
      {
        index: 'byCustomer',
        where: { customerId },
        range: { field: 'businessDate', gte: dateOf(fromMs), lte: dateOf(toMs) },
        limit: PAGE,
      },
      MAX_LOOKED_AT,
    )
  ).filter(
    (v) => (v.appointmentId === undefined || v.appointmentId !== except) && matters(v, services),
  );
  const outcomes = (
    await Promise.all(listed.map(async ({ id }) => outcomeOfVisit(await tools.history(visits, id))))
  ).filter((o) => o !== undefined);
  const dropped = new Set(
    outcomes.flatMap((o) =>
      o.appointmentId !== undefined && (o.became === 'abandoned' || o.became === 'voided')
        ? [o.appointmentId]
        : [],
    ),
  );
  const agreed = entries.filter(({ subject }) => !dropped.has(subject));
  const known: KnownService[] = [
    ...agreed
      .filter(({ kind }) => kind === 'appointment')
      .flatMap(({ lines }) =>
        lines.map(({ serviceId, serviceGroup, endsAt }) => ({
          serviceId,
          serviceGroup,
          endMs: msOfIso(endsAt),
          done: false,
        })),
      ),
    ...outcomes
      .filter((o) => o.became === 'completed')
      .flatMap((o) =>
        o.services.map(({ serviceId, serviceGroup }) => ({
          serviceId,
          serviceGroup,
          endMs: msOfIso(o.completedAt!),
          done: true,
        })),
      ),
  ];
  const uses: Use[] = agreed.flatMap(({ subject, storeId, date, lines }) =>
    lines.map(({ serviceId }) => ({
      serviceId,
      date,
      agenda: agendaKey(storeId, date),
      appointmentId: subject,
    })),
  );
  uses.push(...(await usedUp(tools, sheets, services)));
  for (const visit of listed) {
    const outcome = outcomes.find((o) => o.visitId === visit.id);
    if (!outcome || outcome.became === 'abandoned' || outcome.became === 'voided') continue;
    const done =
      outcome.became === 'completed'
        ? outcome.services.map((s) => s.serviceId)
        : visit.lines.filter((l) => l.kind === 'service').map((l) => l.itemId);
    // What was agreed is counted with its appointment; a visit adds what it had beyond that.
    const counted = uses
      .filter((u) => u.appointmentId !== undefined && u.appointmentId === visit.appointmentId)
      .map((u) => u.serviceId);
    for (const serviceId of done) {
      const i = counted.indexOf(serviceId);
      if (i >= 0) counted.splice(i, 1);
      else uses.push({ serviceId, date: visit.businessDate });
    }
  }
  return { services, known, uses };
}

/** Uses of quotas that a cancelled or missed appointment keeps by its terms (R-BK-36): no agenda counts those itself. */
async function usedUp(
  tools: Tools,
  sheets: readonly SheetEntry[],
  services: Prerequisites['services'],
): Promise<Use[]> {
  const limited = new Set(services.flatMap((s) => (s?.quota ? [s.id] : [])));
  const uses: Use[] = [];
  for (const { subject, storeId, date, status, lines } of sheets) {
    const mine = lines.filter(({ serviceId }) => limited.has(serviceId));
    if (mine.length === 0 || (status !== 'cancelled' && status !== 'missed')) continue;
    const entry = (await tools.load(agenda, agendaKey(storeId, date))).state.entries.get(subject);
    if (entry && (await keepsRedeemed(tools, agendaKey(storeId, date), entry)))
      uses.push(
        ...mine.map(({ serviceId }) => ({
          serviceId,
          date,
          agenda: agendaKey(storeId, date),
          appointmentId: subject,
          ended: true as const,
        })),
      );
  }
  return uses;
}

/** True when the agenda would not take these lines on that date because of what the gate knows. */
export const isBlocked = (
  prerequisites: Prerequisites,
  lines: readonly PlannedLine[],
  date: string,
): boolean =>
  prerequisiteRefusal(
    lines.map((line) => prerequisites.services.find((s) => s?.id === line.serviceId)?.requires),
    lines,
    prerequisites.known,
  ) !== undefined ||
  quotasOf(prerequisites, '', undefined).some(
    ({ serviceId, quota, elsewhere, wanted, field }) =>
      quotaRefusal(serviceId, quota, elsewhere, date, wanted, field) !== undefined,
  );

/**
 * The plan of a booking or move with what its services ask of the customer: a refusal in its place, or quotas that the
 * agenda counts itself (R-BK-47). The catalogue versions are those of the lines: a move is judged by what was booked.
 */
export async function checkPrerequisites(
  tools: Tools,
  plan: Plan,
  customerId: string | undefined,
  except?: string,
): Promise<Plan> {
  if (plan instanceof Refusal) return plan;
  const { frame, options } = plan;
  const lines = options[0] ?? [];
  if (customerId !== undefined && lines[0])
    await mustNotBeElsewhere(tools, frame.storeId, {
      customerId,
      ...spanOf(lines),
      key: agendaKey(frame.storeId, frame.businessDate),
      except,
    });
  const services = await Promise.all(
    lines.map((line) => booksOf(tools).version(line.serviceId, line.catalogueVersion)),
  );
  const first = services.findIndex((s) => s?.requires ?? s?.quota);
  if (first < 0) return plan;
  if (customerId === undefined)
    return refused(
      'customer-needed',
      `\`${lines[first]!.serviceId}\` can be booked only for a known customer.`,
      { field: `services.${first}.serviceId` },
    );
  const gate = (await prerequisitesOf(
    tools,
    services,
    customerId,
    { fromMs: lines[0]!.startMs, toMs: Math.max(...lines.map((l) => l.startMs)) },
    except,
  ))!;
  const quotas = quotasOf(gate, agendaKey(frame.storeId, frame.businessDate), except);
  return (
    prerequisiteRefusal(
      services.map((s) => s?.requires),
      lines,
      gate.known,
    ) ?? (quotas.length === 0 ? plan : { frame, options, quotas })
  );
}

const spanOf = (lines: readonly PlannedLine[]): Span => ({
  fromMs: lines[0]!.startMs,
  toMs: Math.max(...lines.map((l) => l.endMs)),
});

/** A visit that is over has the lines that it is listed with; of one under way only its own stream knows. */
function matters(
  { status, lines }: ListedVisit,
  services: readonly (Service | undefined)[],
): boolean {
  if (
    status === 'arrived' ||
    status === 'in-service' ||
    services.some((s) => s?.requires?.serviceGroup !== undefined)
  )
    return true;
  const ids = services.flatMap((s) => [
    s?.requires?.prerequisiteServiceId,
    s?.quota ? s.id : undefined,
  ]);
  return lines.some(({ itemId }) => ids.includes(itemId));
}

const dateOf = (ms: number): string => dateOfDays(Math.floor(ms / DAY_MS));
