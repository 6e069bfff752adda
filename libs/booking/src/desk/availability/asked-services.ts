/* What a query says of the services that are wanted. */
import { invalid } from '@chignon/eventing';

const MAX_SERVICES = 10;

/** The services of a query, and what it says of each, as texts with commas. */
export interface ServicesAsked {
  readonly services: string;
  readonly parallel?: boolean;
  readonly parallelServices?: string;
  readonly staffPerService?: string;
}

/** Service ids of a query, in order. @throws Refusal 422 `too-many-services` */
export function servicesOf(text: string, most = MAX_SERVICES): string[] {
  const ids = text.split(',');
  if (ids.length > most)
    throw invalid('too-many-services', 'The appointment has too many services.', {
      field: 'services',
      expected: `at most ${most}`,
      limit: most,
    });
  return ids;
}

/**
 * The services of a query in order, who is asked for to perform each, and which of them run at the same time as the one before them.
 * @throws Refusal 422 `too-many-services`, `service-not-asked`, `too-many-staff`
 */
export function askedServices({
  services,
  parallel,
  parallelServices,
  staffPerService,
}: ServicesAsked): {
  serviceIds: string[];
  staffOf?: (string | undefined)[];
  parallel?: ReadonlySet<number>;
} {
  const serviceIds = servicesOf(services);
  const beside = parallelServices?.split(',') ?? [];
  const stranger = beside.find((id) => !serviceIds.includes(id));
  if (stranger !== undefined)
    throw invalid('service-not-asked', `\`${stranger}\` is none of the services asked for.`, {
      field: 'parallelServices',
      expected: 'ids that stand in `services`',
    });
  const staff = staffPerService?.split(',');
  if (staff && staff.length > serviceIds.length)
    throw invalid('too-many-staff', 'More people are named than services.', {
      field: 'staffPerService',
      expected: `at most ${serviceIds.length}`,
      limit: serviceIds.length,
    });
  const at = serviceIds.flatMap((id, i) => (i > 0 && (parallel || beside.includes(id)) ? [i] : []));
  // The first beside the next: it is the next that runs beside it.
  if (serviceIds.length > 1 && beside.includes(serviceIds[0]!) && !at.includes(1)) at.push(1);
  return {
    serviceIds,
    ...(staff ? { staffOf: serviceIds.map((_, i) => staff[i] || undefined) } : {}),
    ...(at.length > 0 ? { parallel: new Set(at) } : {}),
  };
}
