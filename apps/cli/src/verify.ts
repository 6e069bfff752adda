import { verify as verifyLedgers, CorruptionError, type Verified } from '@chignon/eventing';
import { ApiError } from '@chignon/client';
import { CONTEXT_NAMES, createLogger, openEngines } from '@chignon/service-kit';
import { answers, configOf, connect, mustExist, type Where } from './session.js';
import { CliError, plain, say, sayJson } from './output.js';

/**
 * Walks all ledgers. A running platform does it itself; otherwise the engines of the data folder are opened and nothing is
 * started on them, so that damage cannot keep the walk from being done, and the walk changes nothing.
 * @returns false when anything is wrong
 */
export async function verify(where: Where, json: boolean): Promise<boolean> {
  const { streams, events, findings } = await walked(where);
  const unique = [...new Map(findings.map((finding) => [`${finding.where}\n${finding.problem}`, finding])).values()];
  const first = unique.find(({ where: place }) => / revision \d+/.test(place)) ?? unique[0];
  if (json) sayJson({ sound: !first, streams, events, ...(first ? { firstBroken: first } : {}), findings: unique });
  else if (!first) say(`sound: ${events} events in ${streams} streams, every link holds`);
  else {
    say(`broken: ${plain(first.where)}: ${plain(first.problem.replaceAll('\n', '; '))}`);
    if (unique.length > 1) say(`and ${unique.length - 1} more findings: --json lists them`);
  }
  return !first;
}

async function walked(where: Where): Promise<Verified> {
  const config = configOf(where);
  const running = where.url !== undefined || (where.data === undefined && (await answers(`http://127.0.0.1:${config.port}`)));
  try {
    return await (running ? throughPlatform(where) : onFolder(where));
  } catch (error) {
    if ((error as { code?: string }).code === 'data-folder-in-use') return throughPlatform(where);
    if (error instanceof CorruptionError) return { streams: 0, events: 0, findings: [{ where: error.where, problem: error.message.slice(error.where.length + 2) }] };
    throw error;
  }
}

/** Every context checks its own ledgers; the engines' own findings come from each of them. */
async function throughPlatform(where: Where): Promise<Verified> {
  const session = await connect(where);
  try {
    const sum = { streams: 0, events: 0, findings: [] as Verified['findings'] };
    for (const context of CONTEXT_NAMES) {
      const part = await session.api.post<Verified>(`/v1/${context}/operations/verify`).catch((error: unknown) => {
        if (error instanceof ApiError && error.answer.body?.code === 'data-corrupted') throw new CliError(`broken: the ledgers of ${context} cannot be read; stop the platform and run verify on its data folder`);
        throw error;
      });
      sum.streams += part.streams;
      sum.events += part.events;
      sum.findings.push(...part.findings);
    }
    return sum;
  } finally {
    await session.close();
  }
}

async function onFolder(where: Where): Promise<Verified> {
  const config = configOf(where);
  mustExist(config);
  const { allContexts } = await import('@chignon/app-platform');
  const engines = await openEngines(config, createLogger(config.logLevel));
  try {
    return await verifyLedgers(engines.streams, engines.documents, allContexts(config).flatMap((context) => context.ledgers.map(({ category }) => category)));
  } finally {
    await engines.close();
  }
}
