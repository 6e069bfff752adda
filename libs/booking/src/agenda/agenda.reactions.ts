import { type Dispatch, keyOf, type Reaction, type RecordedEvent } from '@chignon/eventing';
import { visits } from '../visits/visit-ledger.js';
import type { VisitOpening } from '../visits/visit.js';
import { agenda } from './agenda.js';
import type { Reservation } from './appointment/appointment.js';

/** Finishes a move that was begun, whoever began it and wherever it stopped (B4); what is already so stays so. */
const finishMoves: Reaction = {
  name: 'booking.finish-moves',
  source: { streams: ['agenda'] },
  on: {
    SlotReservedForMove: (event) => {
      const { moveId, appointment, from, fromRevision } = event.data as Reservation;
      const here = keyOf((event as RecordedEvent).stream);
      const release: Dispatch = {
        ledger: agenda,
        key: here,
        command: { type: 'ReleaseMove', moveId } as never,
      };
      return [
        {
          ledger: agenda,
          key: from,
          command: {
            type: 'MoveOut',
            appointmentId: appointment.appointmentId,
            moveId,
            to: here,
            revision: fromRevision,
          } as never,
          onRefused: () => [release],
        },
      ];
    },
    AppointmentMovedOut: (event) => {
      const { moveId, to } = event.data as { moveId: string; to: string };
      return [{ ledger: agenda, key: to, command: { type: 'MoveIn', moveId } as never }];
    },
  },
};

/** A check-in is never left without its visit. */
const openVisits: Reaction = {
  name: 'booking.open-visits',
  source: { streams: ['agenda'] },
  on: {
    AppointmentCheckedIn: (event) => {
      const { visit } = event.data as { visit: VisitOpening };
      return [
        {
          ledger: visits,
          key: visit.visitId,
          command: { type: 'OpenVisit', opening: visit } as never,
        },
      ];
    },
  },
};

export const agendaReactions: readonly Reaction[] = [finishMoves, openVisits];
