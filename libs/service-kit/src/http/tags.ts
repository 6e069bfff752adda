/** What a person wants to do: routes stand together by it in the reference. */
interface Tag {
  readonly name: string;
  readonly description: string;
  /** Which paths, without `/v1/<context>/` of their own; the first tag that fits. */
  readonly paths: RegExp;
}

/** In the order in which they are read; of two that fit, the earlier counts. */
const TAGS: readonly Tag[] = [
  {
    name: 'Web widget',
    description: 'What a web page may ask with a publishable key, and the keys themselves.',
    paths: /^\/v1\/booking\/(public|publishable-keys)/,
  },
  {
    name: 'Calendar feeds',
    description: 'Appointments in the calendars of phones, opened by keys that can be revoked.',
    paths: /\/calendar(\.ics|-keys)/,
  },
  {
    name: 'Deposits and payments',
    description: 'Money taken before a visit: rules, payments, waivers, returns.',
    paths:
      /^\/v1\/(booking\/(.*\/deposit(\/|$)|deposits|deposit-rules|trusted-customers)|[^/]+\/payments\/)/,
  },
  {
    name: 'Cancellations and no-shows',
    description: 'What cancelling late or not coming costs, by which policy, and who waived it.',
    paths: /^\/v1\/booking\/(policies|fees$|.*\/(cancellation-terms|no-show|fee)(\/|$))/,
  },
  {
    name: 'Reminders',
    description: 'When customers are reminded of their appointments, and what they were told.',
    paths: /\/remind/,
  },
  {
    name: 'Availability',
    description: 'Free times, the best of them, and why there is none.',
    paths: /^\/v1\/booking\/availability/,
  },
  {
    name: 'Bookings',
    description:
      'From a free time to the arrival: hold, book, move, approve, cancel, check in. Each is one command.',
    paths: /^\/v1\/booking\/(holds|appointments)/,
  },
  {
    name: 'Groups, series and courses',
    description: 'Several appointments that belong together: guests, repetitions, sessions.',
    paths: /^\/v1\/booking\/(groups|series|courses|course-templates)/,
  },
  {
    name: 'Waitlist',
    description: 'Who waits for a time that is taken, and what they are offered.',
    paths: /^\/v1\/booking\/waitlist/,
  },
  {
    name: 'Till',
    description:
      'The bill: settle, refund, correct, void, preview, explain, print, close the day and the month; what its tenders and discounts reserve, and the rules of the till.',
    paths:
      /^\/v1\/(booking\/(till-rules|stores\/[^/]+\/(day|month)-closes|visits\/.*\/(settle|refund|correct|void|bill-proof|receipt)(\/preview)?$)|[^/]+\/(tenders|previews)|bill-products|checkout|corrections)/,
  },
  {
    name: 'Visits',
    description: 'What really happens: services started and finished, material used, ratings.',
    paths: /^\/v1\/booking\/visits/,
  },
  {
    name: 'Cases',
    description:
      'What customers were not content with: deadlines, what was done about it, compensation, and the word that it is put right.',
    paths: /^\/v1\/booking\/cases/,
  },
  {
    name: 'Front desk',
    description:
      'The day of a store as the desk sees it: board, queue, waiting times, minutes of services, staff cards.',
    paths: /^\/v1\/booking\/stores\/[^/]+\/(days|board|waiting|queue|minutes|staff-cards)/,
  },
  {
    name: 'Shift plans',
    description: 'Who works when: wishes, proposals, publication, swaps.',
    paths: /\/(shift-plans|shift-wishes)/,
  },
  {
    name: 'Staff and roster',
    description: 'Staff members, their skills and shifts, rest times, and travel between stores.',
    paths: /^\/v1\/booking\/(staff|roster-rules|travel-times|stores\/[^/]+\/roster-rules)/,
  },
  {
    name: 'Catalogue and prices',
    description: 'Services with their steps and prices, durations, price rules, special days.',
    paths: /^\/v1\/booking\/(services|durations|price-rules|special-days)/,
  },
  {
    name: 'Booking terms',
    description: 'Through which channels, how far ahead, and for which customers earlier.',
    paths: /^\/v1\/booking\/(stores\/[^/]+\/)?(channels|vip-terms)/,
  },
  {
    name: 'Stores and places',
    description: 'Stores with hours, zone and taxes; chairs, basins, rooms, devices.',
    paths: /^\/v1\/booking\/stores/,
  },
  {
    name: 'Salon events',
    description: 'Evenings with guests: planning, registrations, attendance.',
    paths: /^\/v1\/booking\/(salon-events|registrations)/,
  },
  {
    name: 'Imports',
    description: 'Records of another system, row by row; each row stands alone.',
    paths: /\/imports(\/|$)/,
  },
  {
    name: 'Figures',
    description: 'Sales, customers, demand and occupancy, counted.',
    paths: /^\/v1\/(insights|booking\/(demand|funnel))/,
  },
  {
    name: 'Events',
    description: 'Published events, for systems that follow what happens.',
    paths: /^\/v1\/events/,
  },
  {
    name: 'Operations',
    description: 'Read models, dead letters, revoked tokens: for whoever runs the platform.',
    paths: /^\/v1\/[^/]+\/operations/,
  },
  {
    name: 'Customers',
    description:
      'Records, consents, profiles and visits of customers, mail to them, and everything that is kept of one.',
    paths: /^\/v1\/(customers|exports|[^/]+\/holdings)/,
  },
  {
    name: 'Loyalty',
    description: 'Points, tiers, the programme behind them, and stored value.',
    paths: /^\/v1\/loyalty/,
  },
  {
    name: 'Marketing',
    description: 'Messages that invite customers back, and why they were chosen.',
    paths: /^\/v1\/marketing/,
  },
  {
    name: 'Stock',
    description: 'Products, receipts, issues, counts, levels and alerts.',
    paths: /^\/v1\/inventory/,
  },
  {
    name: 'Platform',
    description: 'Health, and this description.',
    paths: /^\/(?!v1\/)/,
  },
];

/** The tags as the description lists them. */
export const tags = (): { name: string; description: string }[] =>
  TAGS.map(({ name, description }) => ({ name, description }));

/** The tag of a path; undefined: nobody has said what this is for, which a spec refuses. */
export const tagOf = (path: string): string | undefined =>
  TAGS.find(({ paths }) => paths.test(path))?.name;
