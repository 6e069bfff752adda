import { effect, keyOf, Refusal } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { finish } from './exchange-appointments.flow.js';

/**
 * An exchange between two days that stopped after its pledge is finished, or taken back. An effect because the plan of the other day is made from
 * catalogue and roster; asked by the same command as the request asks, so the first answer counts.
 */
export const finishExchanges = effect([agenda], {
  name: 'booking.finish-exchanges',
  on: {
    ExchangePledged: async ({ stream, data }, tools, cause) => {
      const key = keyOf(stream);
      const pledged = (await tools.load(agenda, key)).state.entries.get(data.appointmentId);
      if (pledged?.pledged !== data.reservation.moveId) return;
      await finish(tools, key, data, cause()).catch((error: unknown) => {
        if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
        tools.log('info', 'exchange refused', {
          appointmentId: data.appointmentId,
          code: error.code,
        });
      });
    },
  },
});
