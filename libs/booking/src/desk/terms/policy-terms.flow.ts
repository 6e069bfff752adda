import { Refusal, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import type { OfferedPolicy } from '../../agenda/agenda-events.js';
import type { Appointment } from '../../agenda/appointment/appointment.js';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import type { StoreBook } from '../../salon/book/store-book.flow.js';
import { FREE_POLICY, type Policy, policyDocuments } from '../../salon/policies/policy.js';

/** Who may make a fee free, beforehand or after. */
const MAY_WAIVE = 'booking.fees:write';

/** The policy that a booking at this store accepts; none: everything is free. */
export const offeredBy = ({ store, policy }: StoreBook): { policy?: OfferedPolicy } =>
  policy && (policy.currency === undefined || policy.currency === store.currency)
    ? { policy: { policyId: policy.id, version: policy.version, currency: store.currency } }
    : {};

/** The very terms that an appointment was booked under, whatever the policy says by now: they go into the command (ADR 0017). */
export async function acceptedTerms(
  tools: Tools,
  { policy }: Pick<Appointment, 'policy'>,
): Promise<Policy> {
  if (!policy) return FREE_POLICY;
  const terms = await policyDocuments.at(tools, policy.policyId, policy.version);
  if (!terms) throw new Error(`version ${policy.version} of policy ${policy.policyId} is missing`);
  return terms;
}

/** @throws Refusal 403 when the caller asks for an exemption that is not theirs to give, 422 `reason-unknown` for a code that the chain does not know */
export async function exemptionOf(
  tools: Tools,
  request: RequestContext,
  exemption: string | undefined,
): Promise<{ exemption?: string }> {
  if (exemption === undefined) return {};
  mustMay(request, 'exemption', MAY_WAIVE);
  await mustBeReason(tools, 'exempt-fee', exemption, 'exemption');
  return { exemption };
}

/** What goes into a command that the store may ask for: the refusal of a caller who may not waive, thrown where the store's word saves a fee. */
export const savingBy = ({ caller }: RequestContext): { noSaving?: Refusal } =>
  caller.may(MAY_WAIVE) ? {} : { noSaving: forbidden('by', MAY_WAIVE) };

const forbidden = (field: string, permission: string): Refusal =>
  new Refusal('forbidden', 'permission-missing', 'Your role does not permit this.', {
    field,
    permission,
  });

/** @throws Refusal 403 `permission-missing` when what the field asks for needs a permission that the caller does not have */
export function mustMay({ caller }: RequestContext, field: string, permission: string): void {
  if (!caller.may(permission)) throw forbidden(field, permission);
}
