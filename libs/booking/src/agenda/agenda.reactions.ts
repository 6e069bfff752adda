import { dispatch, keyOf, reaction } from '@chignon/eventing';
import { visits } from '../visits/visit-ledger.js';
import { agenda } from './agenda.js';

/** Finishes a move that was begun, by any client and at any step (B4); what is already so stays so. */
const finishMoves = reaction([agenda], {
  name: 'booking.finish-moves',
  on: {
    SlotReservedForMove: ({ stream, data }) => {
      const { moveId, appointment, from, fromRevision, party } = data;
      const { appointmentId } = appointment;
      const here = keyOf(stream);
      // Guests of a group leave together, or not at all.
      if (party)
        return [
          dispatch(agenda, from, { type: 'MoveGroupOut', party, to: here }, () =>
            party.map((one) => dispatch(agenda, here, { type: 'ReleaseMove', moveId: one.moveId })),
          ),
        ];
      return [
        dispatch(
          agenda,
          from,
          { type: 'MoveOut', appointmentId, moveId, to: here, revision: fromRevision },
          () => [dispatch(agenda, here, { type: 'ReleaseMove', moveId })],
        ),
      ];
    },
    ExchangeRefused: ({ data: { moveId, to } }) => [
      dispatch(agenda, to, { type: 'ReleaseExchange', moveId }),
    ],
    AppointmentMovedOut: ({ data: { moveId, to } }) => [
      dispatch(agenda, to, { type: 'MoveIn', moveId }),
    ],
  },
});

/** A check-in is never left without its visit. */
const openVisits = reaction([agenda], {
  name: 'booking.open-visits',
  on: {
    AppointmentCheckedIn: ({ data: { visit } }) => [
      dispatch(visits, visit.visitId, { type: 'OpenVisit', opening: visit }),
    ],
  },
});

/** What the visit has undone or corrected, the appointment follows. */
const undoCheckIns = reaction([visits], {
  name: 'booking.undo-check-ins',
  on: {
    ArrivalUndone: ({ data: { agenda: key, appointmentId, facts } }) => [
      dispatch(agenda, key, { type: 'UndoCheckIn', appointmentId, visitId: facts.visitId }),
    ],
    VisitCustomerCorrected: ({ data: { agenda: key, facts } }) => {
      const { appointmentId, customerId, visitId } = facts;
      return key === undefined || appointmentId === undefined || customerId === undefined
        ? []
        : [dispatch(agenda, key, { type: 'CorrectCustomer', appointmentId, customerId, visitId })];
    },
  },
});

export const agendaReactions = [finishMoves, openVisits, undoCheckIns];
