/* Who is here: nobody, where a check-in was a mistake, or somebody else than was named, until the services are done. */
import { type Decide, type DomainEvent, type Evolve, optional, refused } from '@chignon/eventing';
import type { VisitCommand } from './visit-commands.js';
import { during } from './visit-steps.js';
import { detailsOf, type VisitDetails, type VisitEvent, type VisitState } from './visit.js';

/** The visit is of another customer than was said, or of one whom nobody had named. What counts for customers begins with its completion. */
export type VisitCustomerEvent = DomainEvent<
  'VisitCustomerCorrected',
  {
    /** With the right customer. */
    facts: VisitDetails;
    /** Absent: none was named. */
    previousCustomerId?: string;
    /** Of a visit with an appointment: key of the agenda in which that stands. */
    agenda?: string;
  }
>;

export type VisitCustomerCommand = {
  type: 'CorrectVisitCustomer';
  customerId: string;
  agenda?: string;
};

export const evolveArrivals: Pick<
  Evolve<VisitState, VisitEvent>,
  'ArrivalUndone' | 'VisitCustomerCorrected'
> = {
  ArrivalUndone: (state) => ({ ...state, status: 'undone' }),
  VisitCustomerCorrected: (state, { data: { facts } }) => ({
    ...state,
    ...(state.opening && { opening: { ...state.opening, ...facts } }),
  }),
};

export const decideArrivals: Pick<
  Decide<VisitState, VisitCommand, VisitEvent>,
  'UndoArrival' | 'CorrectVisitCustomer'
> = {
  UndoArrival: (state, { agenda }) => {
    if (state.status === 'undone') return [];
    if (state.status === 'in-service')
      throw refused(
        'service-begun',
        'A service has already begun. Complete or abandon the visit instead.',
        { field: 'appointmentId' },
      );
    const { opening } = during(state, ['arrived']);
    if (opening.appointmentId === undefined)
      throw refused('visit-without-appointment', 'This visit is of no appointment. Abandon it.');
    return [
      {
        type: 'ArrivalUndone',
        data: { facts: detailsOf(opening), appointmentId: opening.appointmentId, agenda },
      },
    ];
  },
  CorrectVisitCustomer: (state, { customerId, agenda }) => {
    if (state.opening?.customerId === customerId) return [];
    const { opening } = during(state, ['arrived', 'in-service']);
    const { customerId: previousCustomerId } = opening;
    return [
      {
        type: 'VisitCustomerCorrected',
        data: {
          facts: { ...detailsOf(opening), customerId },
          ...optional({ previousCustomerId, agenda }),
        },
      },
    ];
  },
};
