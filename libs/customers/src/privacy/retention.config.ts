import { ConfigError, type Settings } from '@chignon/service-kit';
import { DEFAULT_PERIODS, type RetentionPeriods } from './retention.js';

/** A hundred years. */
const MOST_DAYS = 36_500;

/** For how long what is kept. @throws ConfigError */
export function retentionFrom(settings: Settings): RetentionPeriods {
  const text = settings.text('CHIGNON_KEEP_MAILS_DAYS');
  if (text === undefined) return DEFAULT_PERIODS;
  const mailsDays = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(mailsDays >= 1 && mailsDays <= MOST_DAYS))
    throw new ConfigError(
      `CHIGNON_KEEP_MAILS_DAYS is ${text}; expected a whole number of days from 1 to ${MOST_DAYS}`,
    );
  return { mailsDays };
}
