import { kafkaJars, secantusPython, stripeMock, version } from './cache.mjs';

export { startKafka } from './kafka.mjs';
export { startMongo } from './mongo.mjs';
export { startStripe } from './stripe.mjs';
export { samplesAt, startPrometheus } from './prometheus.mjs';
export { dockerAnswers, startContainers } from './containers.mjs';
export { accepts, freePort } from './child.mjs';
export { cacheDir } from './cache.mjs';

/** The first line of what a failed download said. */
const reason = (error) =>
  String(error.stderr || error.message)
    .trim()
    .split('\n')[0]
    .slice(0, 300);

const asking = async (tools, fetch) => {
  for (const [tool, ...args] of tools) {
    if (!(await version(tool, ...args)))
      return { available: false, why: `${tool} is not installed` };
  }
  try {
    await fetch();
    return { available: true, why: '' };
  } catch (error) {
    return { available: false, why: `it could not be downloaded: ${reason(error)}` };
  }
};

let asked;

/**
 * Which engines can run natively here. Downloads them the first time (a minute), so that "available" is true when said.
 *
 * @returns {ReturnType<typeof import('./index.d.mts').availableEngines>} `why` says what is missing
 */
export const availableEngines = () =>
  (asked ??= (async () => ({
    kafka: await asking(
      [
        ['java', '-version'],
        ['mvn', '-v'],
      ],
      kafkaJars,
    ),
    mongo: await asking([['python3', '--version']], secantusPython),
    stripe: await asking([['go', 'version']], stripeMock),
    prometheus: await asking(
      [
        ['prometheus', '--version'],
        ['promtool', '--version'],
      ],
      () => {},
    ),
  }))());
