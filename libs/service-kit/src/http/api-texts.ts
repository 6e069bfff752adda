import { readFileSync } from 'node:fs';

/** What docstrings of handlers, classes and fields say: comments are not there at run time, so the build gathers them (`scripts/api-texts.mjs`). */
export interface ApiTexts {
  /** By operation id, which is the name of the handler's method. */
  readonly operations: { readonly [operationId: string]: OperationText };
  /** By class name. */
  readonly classes: { readonly [shape: string]: string };
  /** By class and field, `HoldBody.storeId`. */
  readonly fields: { readonly [field: string]: string };
  /** By operation id and status: the codes that the sources of the handler can come to. */
  readonly refusals: {
    readonly [operationId: string]: { readonly [status: string]: readonly string[] };
  };
  /** Operations that look at `If-Match`, and whether they need it. */
  readonly ifMatch: { readonly [operationId: string]: 'required' | 'optional' };
  /** By class: what its docstring gives as `@example`, as JSON. */
  readonly examples: { readonly [shape: string]: unknown };
}

/** The docstring of a handler: the first sentence is its summary. */
export interface OperationText {
  readonly summary: string;
  /** Simplified Chinese, by the tag `@zh`. */
  readonly zh?: string;
  readonly description?: string;
  /** By the tags `@param`. */
  readonly params?: { readonly [name: string]: string };
}

export const NO_TEXTS: ApiTexts = {
  operations: {},
  classes: {},
  fields: {},
  refusals: {},
  ifMatch: {},
  examples: {},
};

let shipped: ApiTexts | undefined;

/** The texts that the build put beside the compiled files; none where sources run as they are, as in tests. */
export function shippedTexts(): ApiTexts {
  if (shipped) return shipped;
  try {
    shipped = JSON.parse(
      readFileSync(new URL('../api-texts.json', import.meta.url), 'utf8'),
    ) as ApiTexts;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    shipped = NO_TEXTS;
  }
  return shipped;
}

/** Parameters and fields that mean the same everywhere; a docstring of their own goes before. */
const EVERYWHERE: { readonly [name: string]: string } = {
  storeId: 'The store.',
  storeIds: 'The stores.',
  homeStoreId: 'The store that the customer calls theirs.',
  customerId: 'The customer.',
  staffId: 'The staff member.',
  assistantIds: 'Staff members who assist.',
  serviceId: 'The service of the catalogue.',
  serviceGroup: 'The group of services that it belongs to, such as `cut` or `colour`.',
  appointmentId: 'The appointment.',
  visitId: 'The visit.',
  caseId: 'The case. Of a low rating: `r-` and the visit.',
  lineId: 'The line of the appointment or visit: one service.',
  holdId: 'The hold on a free slot.',
  depositId: 'The deposit.',
  seriesId: 'The series of appointments.',
  courseId: 'The course of sessions.',
  templateId: 'The template of courses.',
  groupId: 'The group booking.',
  entryId: 'The entry of the waitlist.',
  eventId: 'The salon event.',
  registrationId: 'The registration for a salon event.',
  ruleId: 'The rule.',
  policyId: 'The cancellation policy.',
  unitId: 'The chair, basin, room or device.',
  dayId: 'The special day.',
  keyId: 'The key, by its id: never the key itself.',
  swapId: 'The swap of shifts.',
  returnId: 'The return of money.',
  sku: 'The stock-keeping unit of the product.',
  lotId: 'The lot.',
  tender: 'The kind of tender or discount, as `GET /v1/{context}/tenders` lists it.',
  reservationId: 'The reservation of an amount for one bill.',
  channel:
    'The way by which the customer books: `front-desk`, `phone`, `app`, `web`, `mini-program`; `import` where another system recorded it.',
  after: 'Where the page begins: `next` of the page before.',
  limit: 'How many items a page has at most. Left out: 50.',
  next: 'Where the next page begins, for `after`; absent on the last page.',
  items: 'The items of this page, in order.',
  atLeast:
    'Wait, at most 2 s, until the answer has seen this revision; 503 `view-behind` where it has not.',
  revision: 'Grows with every change; for `If-Match` and `atLeast`.',
  currency: 'ISO 4217.',
  date: 'A date of the calendar, in the store.',
  businessDate: 'The business day of the store.',
  weekStart: 'The Monday of the week.',
  weekday: '1 Monday to 7 Sunday.',
  zone: 'IANA time zone.',
  startsAt: 'When it begins.',
  endsAt: 'When it ends, exclusive.',
  createdAt: 'When it was made.',
  recordedAt: 'When it was recorded.',
  priceCents: 'Price, in minor units of the currency.',
  netCents: 'Without tax, in minor units of the currency.',
  taxCents: 'Tax, in minor units of the currency.',
  cents: 'Amount in minor units of the currency.',
  language: 'Language of what the customer is sent.',
  context: 'The part of the platform: `booking`, `customers`, `loyalty` and so on.',
};

/** What is said of a parameter or field by its name alone. */
export const textOfName = (name: string): string | undefined =>
  Object.hasOwn(EVERYWHERE, name) ? EVERYWHERE[name] : undefined;
