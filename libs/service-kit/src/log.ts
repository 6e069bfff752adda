import { pino, type Logger as PinoLogger } from 'pino';
import type { LoggerService } from '@nestjs/common';

/** Structured lines on standard error: ids and facts, never personal data. */
export type Logger = PinoLogger;

export const createLogger = (level: string): Logger =>
  pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );

/** Nest's own lines through the same logger; its chatter about routes and modules is `debug`. */
export const nestLogger = (log: Logger): LoggerService => ({
  log: (message: unknown) => log.debug(String(message)),
  debug: (message: unknown) => log.debug(String(message)),
  verbose: (message: unknown) => log.debug(String(message)),
  warn: (message: unknown) => log.warn(String(message)),
  error: (message: unknown, ...more: unknown[]) =>
    log.error({ more: more.map(String) }, String(message)),
  fatal: (message: unknown, ...more: unknown[]) =>
    log.fatal({ more: more.map(String) }, String(message)),
});
