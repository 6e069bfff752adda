import { type CommandMetadata, deriveId, type Tools } from '@chignon/eventing';
import { deposits } from '../../deposits/deposit-ledger.js';
import { standingOf } from './standing.flow.js';

export const FOLLOW = 'booking.follow-deposits';

/** Command id of telling a deposit about something with this name, whoever tells it. */
export const followId = (name: string): string => deriveId(`${FOLLOW}|${name}`);

/** Tells a deposit how its booking stands now. The cause's input is a name alone, so that hearing it again is the same command. @returns how many events it wrote */
export async function follow(
  tools: Tools,
  appointmentId: string,
  cause: CommandMetadata,
): Promise<number> {
  const standing = await standingOf(tools, appointmentId);
  if (!standing) return 0;
  const { events, replayed } = await tools.execute(
    deposits,
    appointmentId,
    { type: 'FollowAppointment', standing },
    cause,
  );
  return replayed ? 0 : events.length;
}
