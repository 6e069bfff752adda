import { ApiError, importSalon, reportText, salonPos, settled, type ApiClient, type Report } from '@chignon/client';
import { CONTEXT_NAMES } from '@chignon/service-kit';
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

/** Imports a salon's history and waits until points, profiles, stock and figures have followed. A dry run needs no platform. */
export async function importSalonPos(options: ImportOptions): Promise<void> {
  const wish = { from: options.from, errorFile: options.errors, ...(options.mapping === undefined ? {} : { mappingFile: options.mapping }), ...(options.store === undefined ? {} : { storeId: options.store }) };
  const progress = new Progress();
  const { report, mapping } = options.dryRun
    ? await importSalon(wish)
    : await withSession(options, async ({ api }) => {
        const done = await importSalon(wish, api, (what, n, total) => progress.at(what, n, total));
        await followed(api, progress);
        return done;
      }, { create: true }).finally(() => progress.stop());
  tell(report, mapping.store.currency, options);
}

/** Waits until everything has followed; who may not look into the mechanism is told instead. */
async function followed(api: ApiClient, progress: Progress): Promise<void> {
  try {
    await settled(api, CONTEXT_NAMES, (activity) => progress.at('points, stock, profiles', activity, 0));
  } catch (error) {
    if (!(error instanceof ApiError) || error.answer.status !== 403) throw error;
    process.stderr.write('chignon: points, stock, profiles and figures follow within moments; this token may not wait for them\n');
  }
}

function tell(report: Report, currency: string, { json, errors }: ImportOptions): void {
  say(reportText(report, currency));
  if (report.rejected > 0) process.stderr.write(`chignon: ${report.rejected} rows were not imported: see ${errors}\n`);
  if (json) sayJson(report);
}

/** The default mapping, to begin one's own from. */
export const printMapping = (): void => say(JSON.stringify(salonPos, null, 2));
