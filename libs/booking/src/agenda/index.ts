import { APPOINTMENT_TOPIC } from '@chignon/contracts';
import { heldByIndex, type Part } from '@chignon/eventing';
import { agendaAnnouncements } from './agenda.announcements.js';
import { agenda } from './agenda.js';
import { agendaReactions } from './agenda.reactions.js';
import { daySheets } from './day-sheet.view.js';

/** When a customer may come: the day as the agenda sees it, and the appointments in it. */
export const agendaPart: Part = {
  ledgers: [agenda],
  views: [daySheets],
  reactions: agendaReactions,
  announcements: agendaAnnouncements,
  // The name of a customer was said by the whole appointment once more.
  publishedBefore: { renamed: { AppointmentCustomerNamed: 'AppointmentBooked' } },
  topics: [APPOINTMENT_TOPIC],
  holdings: [
    heldByIndex(daySheets, {
      name: 'booking.appointments',
      title: { en: 'Appointments', 'zh-CN': '预约' },
      with: ['agenda'],
    }),
  ],
};
