import { readFile, writeFile } from 'node:fs/promises';
import type { ApiClient } from '../api-client.js';
import type { OnProgress } from './batches.js';
import { errorFile } from './error-file.js';
import { ImportError, mappingOf, type Mapping } from './mapping.js';
import { standingOn } from './master-data.js';
import { planOf } from './plan.js';
import { reportOf, type Report } from './report.js';
import { writePlan, type Brought } from './run.js';
import { salonPos } from './salon-pos.mapping.js';
import type { Problem } from './rows.js';

export interface SalonImport {
  /** Folder with the exports. */
  readonly from: string;
  /** Mapping of another system; what it leaves out is as in the default one. */
  readonly mappingFile?: string;
  /** Instead of the mapping's own. */
  readonly storeId?: string;
  /** Where rejected rows go; written only when there are any. */
  readonly errorFile: string;
}

const STORE_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;

/**
 * Imports another system's history. Without `api`: a dry run, which reads and checks everything and writes nothing to the
 * platform.
 * @throws ImportError when mapping or files are not usable as a whole; ApiError when the platform refuses the whole
 */
export async function importSalon(
  { from, mappingFile, storeId, errorFile: errors }: SalonImport,
  api?: ApiClient,
  onProgress?: OnProgress,
): Promise<{ report: Report; mapping: Mapping; problems: readonly Problem[]; brought?: Brought }> {
  const mapping =
    mappingFile === undefined ? salonPos : mappingOf(salonPos, await json(mappingFile));
  const store = storeId ?? mapping.store.id;
  if (!STORE_ID.test(store))
    throw new ImportError(`${store} is no store id; expected text like ${STORE_ID.source}`);
  const plan = await planOf(from, mapping, store, api && standingOn(api, mapping));
  const result = api && (await writePlan(api, plan, onProgress));
  const problems = [...plan.problems, ...(result?.problems ?? [])];
  if (problems.length > 0) await writeFile(errors, errorFile(problems));
  return {
    report: reportOf(plan, result?.written),
    mapping,
    problems,
    ...(result ? { brought: result.brought } : {}),
  };
}

async function json(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new ImportError(`the mapping file ${file} cannot be read`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ImportError(`the mapping file ${file} is not JSON: ${(error as Error).message}`);
  }
}
