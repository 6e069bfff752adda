// JSON schemas of what the platform's booking and availability routes take, written out for the bare servers.
const id = { type: 'string', maxLength: 64, pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$' };

export const bookingSchema = {
  type: 'object',
  required: ['storeId', 'startsAt', 'services'],
  additionalProperties: false,
  properties: {
    storeId: { type: 'string', maxLength: 32, pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$' },
    startsAt: { type: 'string', minLength: 16, maxLength: 40 },
    customerId: id,
    channel: { type: 'string', enum: ['front-desk', 'phone', 'app', 'web', 'mini-program'] },
    services: {
      type: 'array',
      minItems: 1,
      maxItems: 10,
      items: {
        type: 'object',
        required: ['serviceId'],
        additionalProperties: false,
        properties: { serviceId: id, staffId: id },
      },
    },
  },
};

const date = { type: 'string', maxLength: 10, pattern: '^\\d{4}-\\d\\d-\\d\\d$' };
export const dayQuerySchema = {
  type: 'object',
  required: ['storeId', 'from', 'services'],
  properties: { storeId: id, from: date, to: date, services: { type: 'string', maxLength: 700 } },
};

/** What a booking is answered with, so that all servers send about as much. */
export const bookingAnswer = (
  { storeId, startsAt, customerId, channel = 'front-desk', services },
  id,
) => ({
  appointmentId: id,
  storeId,
  businessDate: startsAt.slice(0, 10),
  customerId,
  channel,
  status: 'booked',
  startsAt,
  revision: 1,
  lines: services.map(({ serviceId, staffId }, i) => ({
    lineId: `l${i + 1}`,
    serviceId,
    serviceGroup: 'cut',
    staffId,
    startsAt,
    endsAt: startsAt,
    priceCents: 3500,
  })),
  priceCents: 3500,
});
