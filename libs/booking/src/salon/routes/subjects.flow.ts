import { forbidden, notFound, type Tools } from '@chignon/eventing';
import { type Caller, type Directory, noCustomer } from '@chignon/service-kit';
import { placesOf, staff } from '../roster/staff.js';

/** Who reads durations of a customer reads appointments too: they tell how long somebody takes, and what they pay. */
const OF_PEOPLE = 'booking.appointments:read';

/**
 * The subject of a duration table exists, and the caller may see it.
 * @throws Refusal 404 `customer-not-found`, `staff-not-found`, `store-not-found`; 403 `permission-missing`
 */
export async function mustSeeSubject(
  tools: Tools,
  directory: Directory,
  scope: string,
  subject: string,
  caller: Caller,
): Promise<void> {
  if (scope === 'customer') {
    if (!caller.may(OF_PEOPLE))
      throw forbidden('permission-missing', 'Your role does not permit this.', {
        permission: OF_PEOPLE,
      });
    if ((await directory.unseenCustomers([subject], caller)).length > 0)
      throw noCustomer('subject');
  } else if (scope === 'staff') {
    const member = await tools.documents.get(staff, subject);
    if (
      !member ||
      (caller.stores !== 'all' && !placesOf(member).some((storeId) => caller.sees(storeId)))
    )
      throw notFound('staff-not-found', 'There is no such staff member.', { field: 'subject' });
  } else if (scope === 'store') {
    caller.mustSee(subject);
    if ((await directory.unknownStores([subject])).length > 0)
      throw notFound('store-not-found', 'There is no such store.', { field: 'subject' });
  }
}
