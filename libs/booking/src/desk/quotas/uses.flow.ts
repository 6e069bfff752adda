import { optional, Refusal, streamName, type Tools } from '@chignon/eventing';
import type { QuotaOfDay } from '../../agenda/appointment/quotas.js';
import { daySheets } from '../../agenda/day-sheet.view.js';
import type { Plan } from '../../agenda/decide/choose.js';
import type { Service } from '../../salon/catalogue/service.js';

/** A use of a service with a quota: where and when. */
export interface Use {
  readonly serviceId: string;
  readonly date: string;
  /** Agenda in which it is counted. */
  readonly agenda?: string;
  readonly appointmentId?: string;
  /** Of an appointment that ended: no agenda counts it itself. */
  readonly ended?: true;
}

/** Answers a booking with a quota only when it counts for the next one, on whatever day; when that takes too long, it will count a little later. */
export async function awaitCounted(
  tools: Tools,
  plan: Plan,
  key: string,
  revision: number,
): Promise<void> {
  if (plan instanceof Refusal || !plan.quotas) return;
  await tools
    .atLeast(daySheets, key, streamName('agenda', key), revision)
    .catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
    });
}

/** One entry per service with a quota. Uses in the agenda `own` are left out: it counts them itself. */
export function quotasOf(
  {
    services,
    uses,
  }: { readonly services: readonly (Service | undefined)[]; readonly uses: readonly Use[] },
  own: string,
  except: string | undefined,
): QuotaOfDay[] {
  return services.flatMap((service, i): QuotaOfDay[] => {
    if (!service?.quota || services.findIndex((s) => s?.id === service.id) !== i) return [];
    const known = uses.filter((u) => u.serviceId === service.id);
    const elsewhere = known.filter((u) => u.ended || u.agenda !== own).map((u) => u.date);
    return [
      {
        serviceId: service.id,
        quota: service.quota,
        elsewhere,
        known: known.map(({ date, agenda: at, appointmentId }) => ({
          date,
          ...optional({ agenda: at, appointmentId }),
        })),
        wanted: services.filter((s) => s?.id === service.id).length,
        field: `services.${i}.serviceId`,
        ...optional({ except }),
      },
    ];
  });
}
