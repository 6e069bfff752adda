import type { AgendaEvent } from '../../agenda/agenda-events.js';
import type { Observed } from '../../desk/searches/search-log-ledger.js';

/*
 * The way from a look at free times to an agreed visit, and where people leave it (BK-26). Nothing of it is kept: it is read off the
 * agenda and the search logs of the days, so it is as exact as they are, also for days long past.
 * Easy to get wrong: a hold that has run out and that nobody has looked at since has no `HoldExpired` yet; it is abandoned all the same.
 */

/** What became of the requests of one channel. */
export interface ChannelFunnel {
  readonly channel: string;
  readonly holds: number;
  /** Holds that were given back or ran out. */
  readonly abandoned: number;
  /** Appointments made, from a hold or directly, waiting for approval or not. */
  readonly booked: number;
  readonly declined: number;
  readonly cancelled: number;
  readonly missed: number;
}

/** How often each thing occurs, most often first. */
export type Counts = readonly { readonly what: string; readonly count: number }[];

export interface DayFunnel {
  readonly channels: readonly ChannelFunnel[];
  /** `<by> <reason>` of the cancellations. */
  readonly cancelReasons: Counts;
}

type Step = Exclude<keyof ChannelFunnel, 'channel'>;
type Handlers = { readonly [T in AgendaEvent as T['type']]?: (data: T['data']) => void };

/** The funnel of agendas, given the events of each. A visit that was moved to another day counts as booked where it was booked first, and what became of it where it stood. */
export function funnelOf(
  agendas: readonly (readonly { readonly type: string; readonly data: unknown }[])[],
  nowMs: number,
): DayFunnel {
  const channels = new Map<string, Record<Step, number>>();
  const reasons: string[] = [];
  for (const events of agendas) {
    const channelOf = new Map<string, string>();
    const held = new Map<string, number>();
    const count = (id: string, step: Step, by = 1) => {
      const channel = channelOf.get(id)!;
      const steps = channels.get(channel) ?? {
        holds: 0,
        abandoned: 0,
        booked: 0,
        declined: 0,
        cancelled: 0,
        missed: 0,
      };
      steps[step] += by;
      channels.set(channel, steps);
    };
    const made = ({
      appointmentId,
      channel,
    }: {
      readonly appointmentId: string;
      readonly channel: string;
    }) => {
      channelOf.set(appointmentId, channel);
      held.delete(appointmentId);
      count(appointmentId, 'booked');
    };
    const left = ({ appointmentId }: { readonly appointmentId: string }) => {
      held.delete(appointmentId);
      count(appointmentId, 'abandoned');
    };
    const handlers: Handlers = {
      SlotHeld: ({ appointment: { appointmentId, channel }, expiresAtMs }) => {
        channelOf.set(appointmentId, channel);
        held.set(appointmentId, expiresAtMs);
        count(appointmentId, 'holds');
      },
      HoldReleased: left,
      HoldExpired: left,
      AppointmentBooked: ({ appointment }) => {
        // After an approval it was counted when the store was asked.
        if (channelOf.has(appointment.appointmentId) && !held.has(appointment.appointmentId))
          return;
        made(appointment);
      },
      ApprovalAsked: ({ appointment }) => made(appointment),
      AppointmentRecorded: ({ appointment }) => made(appointment),
      AppointmentMovedIn: ({ appointment }) =>
        void channelOf.set(appointment.appointmentId, appointment.channel),
      ApprovalDeclined: ({ appointmentId }) => count(appointmentId, 'declined'),
      AppointmentCancelled: ({ appointmentId, by, reason }) => {
        count(appointmentId, 'cancelled');
        reasons.push(`${by} ${reason}`);
      },
      AppointmentMissed: ({ appointmentId }) => count(appointmentId, 'missed'),
      AppointmentReinstated: ({ appointment }) => count(appointment.appointmentId, 'missed', -1),
    };
    for (const { type, data } of events)
      (handlers[type as keyof Handlers] as ((data: unknown) => void) | undefined)?.(data);
    for (const [id, expiresAtMs] of held) if (expiresAtMs <= nowMs) count(id, 'abandoned');
  }
  return {
    channels: [...channels]
      .map(([channel, steps]) => ({ channel, ...steps }))
      .sort((a, b) => (a.channel < b.channel ? -1 : 1)),
    cancelReasons: counted(reasons),
  };
}

/** What was looked for on some days: how often, how many starts were shown, and why bookings were refused. */
export function askedOf(observed: readonly Observed[]): {
  searches: number;
  shown: number;
  unmet: number;
  refusals: Counts;
} {
  const searches = observed.flatMap((o) => o.searches);
  return {
    searches: searches.length,
    shown: searches.reduce((sum, { found }) => sum + found, 0),
    unmet: searches.filter(({ found }) => found === 0).length,
    refusals: counted(observed.flatMap((o) => o.refusals.map(({ code }) => code))),
  };
}

/** How often each occurs, most often first, then by name. */
export function counted(list: readonly string[]): { what: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const what of list) counts.set(what, (counts.get(what) ?? 0) + 1);
  return [...counts]
    .map(([what, count]) => ({ what, count }))
    .sort((a, b) => b.count - a.count || (a.what < b.what ? -1 : 1));
}
