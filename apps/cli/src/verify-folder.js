import { allContexts } from '@chignon/app-platform';
import { verify as verifyLedgers } from '@chignon/eventing';
import { ContextHost, createLogger, openEngines } from '@chignon/service-kit';
import { summed } from './outcome.js';
import { configOf, mustExist } from './session.js';
/** Walks the ledgers of the data folder, or of the engines that the environment names, without a platform. */
export async function verifyFolder(where) {
    const config = configOf(where);
    mustExist(config);
    const log = createLogger(config.logLevel);
    const engines = await openEngines(config, log);
    try {
        const contexts = allContexts(config.settings);
        const verified = await verifyLedgers(engines.streams, engines.documents, contexts.flatMap((context) => context.ledgers.map(({ category }) => category)));
        // Beside the services of a cluster nothing is started: they reconcile themselves, asked through the gateway.
        if (verified.findings.length > 0 || !engines.exclusive)
            return verified;
        const host = new ContextHost(engines, contexts, config.instance, log, { quiet: true });
        try {
            await host.start();
            await host.settle();
            const parts = [];
            for (const runtime of host.runtimes.values())
                parts.push({ streams: 0, events: 0, findings: [], reconciled: await runtime.reconcile() });
            return summed([verified, ...parts]);
        }
        finally {
            await host.stop();
        }
    }
    finally {
        await engines.close();
    }
}
