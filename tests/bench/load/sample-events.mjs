// Events as large as real bookings, so that all programs write the same bytes.
import { createHash } from 'node:crypto';

const HASH = createHash('sha256').update('sample').digest('hex');

/** @returns the n-th event; its data differs only where it must, so that making it costs little */
export function sampleEvents() {
  const lines = [
    {
      lineId: 'l1',
      serviceId: 'mens-cut',
      serviceGroup: 'cut',
      catalogueVersion: 1,
      staffId: 's01-a',
      requested: true,
      startMs: 1_800_000_000_000,
      endMs: 1_800_001_800_000,
      priceCents: 3500,
      phases: [
        { name: 'cut', kind: 'active', minutes: 25 },
        { name: 'clean', kind: 'buffer-after', minutes: 5 },
      ],
      staff: [
        {
          staffId: 's01-a',
          fromMs: 1_800_000_000_000,
          toMs: 1_800_001_500_000,
          beforeMs: 0,
          afterMs: 300_000,
        },
      ],
      customer: [{ fromMs: 1_800_000_000_000, toMs: 1_800_001_500_000 }],
      pools: [
        { fromMs: 1_800_000_000_000, toMs: 1_800_001_500_000, anyOf: ['chair'], pool: 'chair' },
      ],
    },
  ];
  return (n) => {
    const id = `00000000-0000-5000-8000-${n.toString().padStart(12, '0')}`;
    return {
      id,
      type: 'AppointmentBooked',
      version: 1,
      data: {
        fromHold: false,
        appointment: {
          appointmentId: `s01.2027-01-15.${n.toString(36).padStart(12, '0')}`,
          storeId: 's01',
          businessDate: '2027-01-15',
          zone: 'America/New_York',
          customerId: `c${n % 20_000}`,
          channel: 'web',
          startMs: 1_800_000_000_000 + n,
          endMs: 1_800_001_500_000 + n,
          lines,
        },
      },
      meta: {
        commandId: id,
        inputHash: HASH,
        correlationId: id,
        causationId: id,
        actor: 'user:chain-ops',
        tenant: 'chain',
        storeId: 's01',
        effectiveAt: '2027-01-15T08:00:00.000Z',
        recordedAt: '2027-01-15T08:00:00.000Z',
        hash: HASH,
      },
    };
  };
}
