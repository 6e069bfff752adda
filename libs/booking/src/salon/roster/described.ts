import { publication, StaffDescribed } from '@chignon/contracts';
import { optional, type Publication } from '@chignon/eventing';
import type { StaffMember } from './staff.js';

/** What others hear of a staff member: by id, for who they are is personal data and stays here. */
export const staffDescription = (member: StaffMember): Publication =>
  publication(StaffDescribed, member.id, {
    staffId: member.id,
    storeIds: [...member.storeIds],
    skills: member.skills.map(({ skill, level, validFrom, validUntil }) => ({
      skill,
      level,
      ...optional({ validFrom, validUntil }),
    })),
    ...optional({ level: member.level }),
    active: member.active,
  });
