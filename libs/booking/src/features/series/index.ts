import type { Part } from '@chignon/eventing';
import { series } from './series-ledger.js';
import { SeriesHttp } from './series.http.js';
import { confirmSeries } from './series.reactions.js';

/** Appointments that repeat. */
export const seriesFeature: Part = {
  ledgers: [series],
  reactions: [confirmSeries],
  controllers: [SeriesHttp],
  untold: [{ store: 'series', why: 'Each of its appointments is told as an appointment.' }],
};
