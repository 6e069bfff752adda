import {
  type CommandMetadata,
  type DataOf,
  deriveId,
  effect,
  type Effect,
  type EffectCause,
  type RecordedEvent,
  Refusal,
  type Tools,
} from '@chignon/eventing';
import type { AgendaEvent } from '../../agenda/agenda-events.js';
import { agenda } from '../../agenda/agenda.js';
import type { Appointment } from '../../agenda/appointment/appointment.js';
import { locate } from '../../agenda/decide/locate.js';
import { deposits, strayPayments } from '../../deposits/deposit-ledger.js';
import type { DepositDetails } from '../../deposits/deposit-events.js';
import type { PaymentProvider } from '../../deposits/payments.js';
import { follow, FOLLOW } from '../../desk/deposits/follow.flow.js';
import { visits } from '../../visits/visit-ledger.js';
import type { VisitDetails } from '../../visits/visit.js';

/** The reason that a released booking carries. */
export const UNPAID = 'deposit-unpaid';

/** Of every appointment that ended, the few that a deposit was ever asked for. */
const hear =
  <D>(appointmentOf: (data: D) => string | undefined) =>
  async (
    { id, data }: RecordedEvent<string, D>,
    tools: Tools,
    cause: EffectCause,
  ): Promise<void> => {
    const appointmentId = appointmentOf(data);
    if (appointmentId !== undefined && (await tools.load(deposits, appointmentId)).state.due)
      await follow(tools, appointmentId, cause(undefined, { input: id }));
  };

/** A booking that asks for a deposit, or one that did while it was held: nothing is read for any other. */
const booked = async (
  { id, data }: RecordedEvent<string, DataOf<AgendaEvent, 'AppointmentBooked'>>,
  tools: Tools,
  cause: EffectCause,
): Promise<void> => {
  const { appointment, fromHold } = data;
  const { appointmentId, deposit } = appointment;
  if (!deposit && (!fromHold || !(await tools.load(deposits, appointmentId)).state.due)) return;
  await follow(tools, appointmentId, cause(undefined, { input: id }));
};

/** Other services: one that asked for nothing may do so now, and one that did no more. */
const changed = async (
  { id, data: { appointment } }: RecordedEvent<string, { readonly appointment: Appointment }>,
  tools: Tools,
  cause: EffectCause,
): Promise<void> => {
  const { appointmentId, deposit } = appointment;
  if (!deposit && !(await tools.load(deposits, appointmentId)).state.due) return;
  await follow(tools, appointmentId, cause(undefined, { input: id }));
};

const named = hear((data: { readonly appointmentId: string }) => data.appointmentId);
const inside = hear(({ appointment }: { readonly appointment: Appointment }) => {
  const { deposit, appointmentId } = appointment;
  return deposit && appointmentId;
});
const visited = hear(({ facts }: { readonly facts: VisitDetails }) => facts.appointmentId);

/** Another time at another price is asked for as other services are. */
const moved = (
  event: RecordedEvent<string, DataOf<AgendaEvent, 'AppointmentMoved' | 'AppointmentMovedIn'>>,
  tools: Tools,
  cause: EffectCause,
): Promise<void> =>
  event.data.pricing?.price === 'of-new-time'
    ? changed(event, tools, cause)
    : inside(event, tools, cause);

/** Keeps deposits up with their appointments and visits. */
export const followDeposits = effect([agenda, visits], {
  name: FOLLOW,
  on: {
    AppointmentBooked: booked,
    AppointmentMoved: moved,
    AppointmentRetimed: inside,
    ServicesChanged: changed,
    AppointmentMovedIn: moved,
    CustomerNamed: inside,
    CustomerCorrected: inside,
    AppointmentCancelled: named,
    ApprovalDeclined: named,
    FeeWaived: named,
    HoldReleased: named,
    HoldExpired: named,
    VisitSettled: visited,
    VisitCorrected: visited,
    VisitVoided: visited,
  },
});

/** So that nobody pays what is not asked for any more, or twice. What is paid all the same goes back. */
const withdraw =
  (payments: PaymentProvider) =>
  async (
    { id, data: { appointmentId } }: RecordedEvent<string, DepositDetails>,
    tools: Tools,
    cause: EffectCause,
  ): Promise<void> => {
    for (const { paymentId, reference } of strayPayments(
      (await tools.load(deposits, appointmentId)).state,
    )) {
      if (!(await payments.withdraw({ appointmentId, paymentId, reference }))) continue;
      await tools.execute(
        deposits,
        appointmentId,
        { type: 'HearProvider', news: { is: 'failed', paymentId, code: 'withdrawn', final: true } },
        cause(paymentId, { input: `${id}|${paymentId}` }),
      );
    }
  };

/**
 * What follows from a deposit: money goes back through the provider, payments that nobody is to make any more are withdrawn, and an
 * unpaid booking gives its slot back. The ledger has decided all of it; after a crash it is done again, which the provider and the agenda recognise.
 */
export const settleDeposits = (payments: PaymentProvider): Effect =>
  effect([deposits], {
    name: 'booking.settle-deposits',
    on: {
      PaymentStarted: withdraw(payments),
      PaymentOpened: withdraw(payments),
      DepositPaid: withdraw(payments),
      DepositWaived: withdraw(payments),
      DepositClosed: withdraw(payments),
      DepositReturnAsked: async ({ id, data }, tools, cause) => {
        const { appointmentId, returnId, paymentId, cents, method, reference } = data;
        if (
          method !== 'online' ||
          reference === undefined ||
          (await tools.load(deposits, appointmentId)).state.returns.get(returnId)?.status !==
            'asked'
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
        if (command)
          await tools.execute(deposits, appointmentId, command, cause(undefined, { input: id }));
      },
      DepositLapsed: async (event, tools, cause) => {
        await release(tools, event.data, cause(undefined, { input: event.id }));
        await withdraw(payments)(event, tools, cause);
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
      throw new Error(`${place.key}: moved while it was released`);
    tools.log('warn', 'an unpaid booking keeps its slot', {
      appointmentId,
      code: error.code,
      correlationId: cause.correlationId,
    });
  }
}
