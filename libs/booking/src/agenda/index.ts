import { APPOINTMENT_TOPIC } from '@chignon/contracts';
import type { Part } from '@chignon/eventing';
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
  topics: [APPOINTMENT_TOPIC],
};
