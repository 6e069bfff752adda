/**
 * What loyalty does when it hears of a visit: settled bills earn, refunds and corrections follow, voided visits give back.
 * Bookings earn nothing. An effect and not a reaction because the programme is a document of the chain: it is read here
 * and goes into the command, so that the decision stays pure (ADR 0017). The command's input is what was heard alone.
 */
import { visitEvents } from '@chignon/contracts';
import { effect, type EffectCause, type Envelope, optional, type Tools } from '@chignon/eventing';
import type { NoteSettlement, ReversePoints } from './account/points-events.js';
import { points } from './account/points-ledger.js';
import { programmeInForce } from '../rules/programme.effects.js';

/** A command before the programme in force is put to it. */
type CommandWithoutProgramme = Omit<NoteSettlement, 'programme'> | Omit<ReversePoints, 'programme'>;

const ask =
  <D extends { readonly customerId?: string }>(commandFor: (data: D) => CommandWithoutProgramme) =>
  async ({ data, meta }: Envelope<string, D>, tools: Tools, cause: EffectCause): Promise<void> => {
    // Anonymous visits have no account.
    if (data.customerId === undefined) return;
    const command = commandFor(data);
    const programme = await programmeInForce(tools);
    const { storeId, effectiveAt } = meta;
    await tools.execute(
      points,
      data.customerId,
      { ...command, programme },
      cause(undefined, { storeId, effectiveAt, input: asHeardBefore(command) }),
    );
  };

/** The input as releases heard it that did not note who performed a line: what is told again after an update is the same wish. */
const asHeardBefore = (command: CommandWithoutProgramme): CommandWithoutProgramme =>
  command.type === 'NoteSettlement'
    ? { ...command, lines: command.lines.map(({ staffIds: _, ...line }) => line) }
    : command;

/**
 * Every settlement is noted, whatever its net: what it means is decided with those before and after it. The name is not
 * that of the reaction of older releases, which heard increases only: under a new one all visits are heard again, and
 * accounts of those releases follow their refunds and corrections too.
 */
export const followSettlements = effect([visitEvents], {
  name: 'loyalty.visit-settlements',
  on: {
    VisitSettled: ask(
      ({
        visitId,
        settlementNo,
        storeId,
        zone,
        settledAt,
        currency,
        imported,
        lines,
        tenders,
      }) => ({
        type: 'NoteSettlement',
        visitId,
        settlementNo,
        storeId,
        zone,
        settledAt,
        currency,
        imported,
        lines: lines.map(
          ({ lineId, kind, quantityMilli, netCents, earning, refersTo, performers }) => ({
            lineId,
            kind,
            quantityMilli,
            netCents,
            earning,
            ...optional({ refersTo }),
            ...(performers.length === 0
              ? {}
              : { staffIds: performers.map(({ staffId }) => staffId) }),
          }),
        ),
        tenders: tenders.map(({ kind, cents }) => ({ kind, cents })),
      }),
    ),
    VisitVoided: ask(({ visitId, voidedAt }) => ({
      type: 'ReversePoints',
      visitId,
      voidedAt,
    })),
  },
});
