import { Refusal, type Tools } from '@chignon/eventing';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import type { Plan } from '../../agenda/decide/choose.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { quotasOf } from '../quotas/uses.flow.js';
import { prerequisitesOf } from './prerequisites.flow.js';

/** The plan of lines that a read model found possible, with the quotas that the customer and the agenda are yet to be asked about. */
export async function withQuotas(
  tools: Tools,
  plan: Plan,
  customerId: string | undefined,
): Promise<Plan> {
  if (plan instanceof Refusal || customerId === undefined || !plan.options[0]?.[0]) return plan;
  const lines = plan.options[0];
  const services = (
    await Promise.all(
      lines.map((line) => booksOf(tools).version(line.serviceId, line.catalogueVersion)),
    )
  ).map((s) => (s?.quota ? s : undefined));
  const gate = await prerequisitesOf(tools, services, customerId, {
    fromMs: lines[0]!.startMs,
    toMs: Math.max(...lines.map((l) => l.startMs)),
  });
  if (!gate) return plan;
  const { storeId, businessDate } = plan.frame;
  return { ...plan, quotas: quotasOf(gate, agendaKey(storeId, businessDate), undefined) };
}
