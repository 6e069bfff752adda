import { optional } from '@chignon/eventing';
import {
  ApiError,
  importSalon,
  reconcileImport,
  reconciliationText,
  reportText,
  salonPos,
  settled,
  type ApiClient,
  type Reconciliation,
  type Report,
} from '@chignon/client';
import { CONTEXT_NAMES } from '@chignon/service-kit/plain';
import { Progress, say, sayJson } from './output.js';
import { withSession, type Where } from './session.js';

export interface ImportOptions extends Where {
  readonly from: string;
  readonly mapping?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly errors: string;
  readonly store?: string;
}

/**
 * Imports a salon's history, waits until points, profiles, stock and figures have followed, and compares all sides of what it
 * brought. A dry run needs no platform. @returns false when they differ
 */
export async function importSalonPos(options: ImportOptions): Promise<boolean> {
  const input = {
    from: options.from,
    errorFile: options.errors,
    ...optional({ mappingFile: options.mapping, storeId: options.store }),
  };
  const progress = new Progress();
  const { report, mapping, reconciled } = options.dryRun
    ? { ...(await importSalon(input)), reconciled: undefined }
    : await withSession(
        options,
        async ({ api }) => {
          const done = await importSalon(input, api, (what, n, total) =>
            progress.at(what, n, total),
          ).catch((error: unknown) => behind(api, error));
          const waited = await followed(api, progress);
          return {
            ...done,
            reconciled:
              waited && done.brought ? await reconcileImport(api, done.brought) : undefined,
          };
        },
        { create: true },
      ).finally(() => progress.stop());
  tell(report, reconciled, mapping.store.currency, options);
  return !reconciled?.differs;
}

/** Where something just written stays unknown, a follower stands in its way: the import ends naming it, if this token may ask. */
async function behind(api: ApiClient, error: unknown): Promise<never> {
  if (error instanceof ApiError && error.answer.body?.code === 'directory-behind') {
    await settled(api, CONTEXT_NAMES).catch((told: unknown) => {
      if (told instanceof ApiError && told.answer.status === 403) return;
      throw told;
    });
  }
  throw error;
}

/** Waits until everything has followed; who may not look into the mechanism is told instead. @returns whether it waited */
async function followed(api: ApiClient, progress: Progress): Promise<boolean> {
  try {
    await settled(api, CONTEXT_NAMES, (activity) =>
      progress.at('points, stock, profiles', activity, 0),
    );
    return true;
  } catch (error) {
    if (!(error instanceof ApiError) || error.answer.status !== 403) throw error;
    process.stderr.write(
      'chignon: points, stock, profiles and figures follow within moments; this token may not wait for them, so that nothing is compared\n',
    );
    return false;
  }
}

function tell(
  report: Report,
  reconciled: Reconciliation | undefined,
  currency: string,
  { json, errors }: ImportOptions,
): void {
  say(reportText(report, currency));
  if (reconciled) say(reconciliationText(reconciled, currency));
  if (report.rejected > 0)
    process.stderr.write(`chignon: ${report.rejected} rows were not imported: see ${errors}\n`);
  if (json) sayJson(reconciled ? { ...report, reconciled } : report);
}

/** The default mapping, to begin one's own from. */
export const printMapping = (): void => say(JSON.stringify(salonPos, null, 2));
