import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const exec = promisify(execFile);

export const KAFKA_VERSION = '4.1.0';
export const SECANTUS_VERSION = '0.7.0b3';
export const STRIPE_MOCK_VERSION = 'v0.203.0';

/** The repository: the first folder upwards that has our nx.json. (No `import.meta`: tests run this file as CommonJS too.) */
const root = () => {
  for (let dir = process.cwd(); ; dir = dirname(dir)) {
    if (existsSync(join(dir, 'nx.json'))) return dir;
    if (dir === dirname(dir)) return process.cwd();
  }
};

/** Where downloaded engines are kept: `CHIGNON_ENGINE_CACHE`, or `.cache/engines` of the repository. Never in git. */
export const cacheDir = () =>
  resolve(process.env.CHIGNON_ENGINE_CACHE ?? join(root(), '.cache', 'engines'));

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>chignon</groupId><artifactId>kafka-engine</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`;

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Runs `fill` once per folder, also when several processes ask at the same time: the others wait for the `.ready` mark, 10 minutes at most. */
async function once(dir, fill) {
  const ready = join(dir, '.ready');
  const lock = join(dir, '.filling');
  const deadline = Date.now() + 600_000;
  mkdirSync(dir, { recursive: true });
  while (!existsSync(ready)) {
    if (Date.now() > deadline) throw new Error(`${dir} was not filled within 10 minutes`);
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch {
      let owner = 0;
      let ageMs = 0;
      try {
        owner = Number(readFileSync(lock, 'utf8'));
        ageMs = Date.now() - statSync(lock).mtimeMs;
      } catch {
        continue;
      }
      // A filler that died leaves its lock; an empty one is being written right now.
      if (owner ? !alive(owner) : ageMs > 5000) rmSync(lock, { force: true });
      else await sleep(500);
      continue;
    }
    try {
      if (existsSync(ready)) break;
      await fill();
      writeFileSync(ready, '');
    } finally {
      rmSync(lock, { force: true });
    }
  }
  return dir;
}

/** The broker's jars, fetched by Maven the first time (46 jars, 43 MB). @returns folder of the jars */
export async function kafkaJars() {
  const dir = join(cacheDir(), `kafka-${KAFKA_VERSION}`);
  await once(dir, async () => {
    writeFileSync(join(dir, 'pom.xml'), POM);
    await exec('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib'], {
      cwd: dir,
      timeout: 600_000,
    });
  });
  return join(dir, 'lib');
}

/** A Python that has the MongoDB-protocol server, in its own virtual environment. @returns path of that python */
export async function secantusPython() {
  const dir = join(cacheDir(), `secantusdb-${SECANTUS_VERSION}`);
  const python = join(dir, 'bin', 'python');
  await once(dir, async () => {
    await exec('python3', ['-m', 'venv', dir], { timeout: 120_000 });
    await exec(python, ['-m', 'pip', 'install', '-q', `secantusdb==${SECANTUS_VERSION}`], {
      timeout: 600_000,
    });
  });
  return python;
}

/** Stripe's own stand-in for its interface, built by Go the first time (a minute). @returns path of the program */
export async function stripeMock() {
  const dir = join(cacheDir(), `stripe-mock-${STRIPE_MOCK_VERSION}`);
  await once(dir, async () => {
    await exec('go', ['install', `github.com/stripe/stripe-mock@${STRIPE_MOCK_VERSION}`], {
      timeout: 600_000,
      env: { ...process.env, GOBIN: dir, GOFLAGS: '' },
    });
  });
  return join(dir, 'stripe-mock');
}

/** The first line a tool prints about itself, or undefined when it is not there. */
export async function version(tool, ...args) {
  try {
    const { stdout, stderr } = await exec(tool, args, { timeout: 30_000 });
    return (stdout || stderr).split('\n')[0].trim();
  } catch {
    return undefined;
  }
}
