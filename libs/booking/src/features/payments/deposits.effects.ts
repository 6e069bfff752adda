import {
  type CommandMetadata,
  deriveId,
  type Effect,
  type Envelope,
  keyOf,
  type RecordedEvent,
  Refusal,
  type Tools,
} from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import type { Appointment } from '../../agenda/appointment/appointment.js';
import { locate } from '../../agenda/decide/locate.js';
import { deposits, strayPayments } from '../../deposits/deposit-ledger.js';
import type { DepositEvent, DepositDetails } from '../../deposits/deposit.js';
import type { PaymentProvider } from '../../deposits/payments.js';
import { standingOf } from '../../desk/deposits/standing.flow.js';

/** The reason that a released booking carries. */
export const UNPAID = 'deposit-unpaid';

/** Tells a deposit how its booking stands now. The input is the name alone, so that hearing it again is the same command. */
export async function follow(
  tools: Tools,
  appointmentId: string,
  name: string,
  by: Pick<CommandMetadata, 'actor' | 'correlationId' | 'causationId'>,
): Promise<number> {
  const standing = await standingOf(tools, appointmentId);
  if (!standing) return 0;
  const { events, replayed } = await tools.execute(
    deposits,
    appointmentId,
    { type: 'FollowAppointment', standing },
    { ...by, commandId: deriveId(`booking.follow-deposits|${name}`), input: name },
  );
  return replayed ? 0 : events.length;
}

/** Of every appointment that ended, the few that a deposit was ever asked for. */
const hear =
  (appointmentOf: (event: RecordedEvent & Envelope) => string | undefined) =>
  async (heard: Envelope, tools: Tools): Promise<void> => {
    const event = heard as RecordedEvent;
    const appointmentId = appointmentOf(event);
    if (appointmentId !== undefined && (await tools.load(deposits, appointmentId)).state.due)
      await follow(tools, appointmentId, event.id, {
        actor: 'system:booking.follow-deposits',
        correlationId: event.meta.correlationId,
        causationId: event.id,
      });
  };

/** A booking that asks for a deposit, or one that did while it was held: nothing is read for any other. */
const booked = async (heard: Envelope, tools: Tools): Promise<void> => {
  const event = heard as RecordedEvent;
  const { appointment, fromHold } = event.data as { appointment: Appointment; fromHold?: boolean };
  const { appointmentId, deposit } = appointment;
  if (!deposit && (!fromHold || !(await tools.load(deposits, appointmentId)).state.due)) return;
  await follow(tools, appointmentId, event.id, {
    actor: 'system:booking.follow-deposits',
    correlationId: event.meta.correlationId,
    causationId: event.id,
  });
};

const named = hear(({ data }) => (data as { appointmentId: string }).appointmentId);
const inside = hear(({ data }) => {
  const { deposit, appointmentId } = (data as { appointment: Appointment }).appointment;
  return deposit && appointmentId;
});
const visited = hear(
  ({ data }) => (data as { facts: { appointmentId?: string } }).facts.appointmentId,
);

/** Keeps deposits up with their appointments and visits. */
export const followDeposits: Effect = {
  name: 'booking.follow-deposits',
  source: { streams: ['agenda', 'visit'] },
  on: {
    AppointmentBooked: booked,
    AppointmentMoved: inside,
    AppointmentRetimed: inside,
    AppointmentMovedIn: inside,
    CustomerNamed: inside,
    AppointmentCancelled: named,
    ApprovalDeclined: named,
    FeeWaived: named,
    HoldReleased: named,
    HoldExpired: named,
    VisitSettled: visited,
    VisitCorrected: visited,
    VisitVoided: visited,
  },
};

type Data<T extends DepositEvent['type']> = Extract<DepositEvent, { type: T }>['data'];

const SETTLING = 'booking.settle-deposits';
const settling = ({ id, meta: { correlationId } }: RecordedEvent, what = id): CommandMetadata => ({
  commandId: deriveId(`${SETTLING}|${what}`),
  actor: `system:${SETTLING}`,
  correlationId,
  causationId: id,
  input: what,
});

/** So that nobody pays what is not asked for any more, or twice. What is paid all the same goes back. */
const withdraw =
  (payments: PaymentProvider) =>
  async (heard: Envelope, tools: Tools): Promise<void> => {
    const event = heard as RecordedEvent;
    const { appointmentId } = event.data as DepositDetails;
    for (const { paymentId, reference } of strayPayments(
      (await tools.load(deposits, appointmentId)).state,
    )) {
      if (!(await payments.withdraw({ appointmentId, paymentId, reference }))) continue;
      await tools.execute(
        deposits,
        appointmentId,
        { type: 'HearProvider', news: { is: 'failed', paymentId, code: 'withdrawn', final: true } },
        settling(event, `${event.id}|${paymentId}`),
      );
    }
  };

/**
 * What follows from a deposit: money goes back through the provider, payments that nobody is to make any more are withdrawn, and an
 * unpaid booking gives its slot back. The ledger has decided all of it; after a crash it is done again, which the provider and the agenda recognise.
 */
export const settleDeposits = (payments: PaymentProvider): Effect => ({
  name: SETTLING,
  source: { streams: ['deposit'] },
  on: {
    PaymentStarted: withdraw(payments),
    PaymentOpened: withdraw(payments),
    DepositPaid: withdraw(payments),
    DepositWaived: withdraw(payments),
    DepositClosed: withdraw(payments),
    DepositReturnAsked: async (heard, tools) => {
      const event = heard as RecordedEvent;
      const { appointmentId, returnId, paymentId, cents, method, reference } =
        event.data as Data<'DepositReturnAsked'>;
      if (
        method !== 'online' ||
        reference === undefined ||
        (await tools.load(deposits, appointmentId)).state.returns.get(returnId)?.status !== 'asked'
      )
        return;
      const outcome = await payments.giveBack({
        appointmentId,
        paymentId,
        returnId,
        reference,
        cents,
      });
      const command =
        outcome.is === 'returned'
          ? ({ type: 'FinishReturn', returnId, reference: outcome.reference } as const)
          : outcome.is === 'failed'
            ? ({ type: 'FailReturn', returnId, code: outcome.code } as const)
            : undefined;
      if (command) await tools.execute(deposits, appointmentId, command, settling(event));
    },
    DepositLapsed: async (heard, tools) => {
      const event = heard as RecordedEvent;
      await release(tools, event.data as DepositDetails, settling(event));
      await withdraw(payments)(event, tools);
    },
  },
});

/** The slot of an unpaid booking is free again, unless the customer is here already. */
async function release(
  tools: Tools,
  { appointmentId }: DepositDetails,
  cause: CommandMetadata,
): Promise<void> {
  const place = await locate(async (key) => (await tools.load(agenda, key)).state, appointmentId);
  if (place?.entry.status !== 'booked') return;
  if (place.entering !== undefined)
    await tools.execute(
      agenda,
      place.key,
      { type: 'MoveIn', moveId: place.entering },
      { ...cause, commandId: deriveId(`move-in|${place.entering}`), input: place.entering },
    );
  try {
    await tools.execute(
      agenda,
      place.key,
      { type: 'CancelAppointment', appointmentId, by: 'store', reason: UNPAID },
      { ...cause, storeId: place.entry.appointment.storeId },
    );
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
    // It moved on since it was looked for: looked for again it is found where it stands now.
    if (error.code === 'appointment-moved-out')
      throw new Error(`${keyOf(place.key)}: moved while it was released`);
    tools.log('warn', 'an unpaid booking keeps its slot', {
      appointmentId,
      code: error.code,
      correlationId: cause.correlationId,
    });
  }
}
