const { existsSync, statfsSync } = require('node:fs');
const { join } = require('node:path');

/**
 * Where there is room in memory, data folders stand there: the disk takes milliseconds for each commit. What is tested with a real
 * disk (the embedded engines, crashes, all of the cluster) is not.
 */
const MEMORY = '/dev/shm';
const ROOM = 4 * 2 ** 30;
const hasRoom = ({ bavail, bsize }) => bavail * bsize >= ROOM;
const inMemory = existsSync(MEMORY) && hasRoom(statfsSync(MEMORY)) ? { tempDir: MEMORY } : {};

/** Packages and sources are loaded once a worker, whatever spec files it runs: see docs/adr/0048. */
const project = (displayName, testMatch, options = {}, extra = {}) => ({
  displayName,
  testMatch,
  testEnvironment: '<rootDir>/tests/support/jest/environment.cjs',
  runtime: '<rootDir>/tests/support/jest/runtime.cjs',
  setupFilesAfterEnv: ['<rootDir>/tests/support/setup.ts'],
  testEnvironmentOptions: {
    customExportConditions: ['@chignon/source', 'node', 'require', 'default'],
    ...options,
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.cache/'],
  transform: {
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      {
        sourceMaps: 'inline',
        module: { type: 'commonjs' },
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
          experimental: { keepImportAttributes: true },
        },
      },
    ],
  },
  ...extra,
});

module.exports = {
  // Jest would leave one core unused.
  maxWorkers: '100%',
  workerIdleMemoryLimit: '512MB',
  testSequencer: '<rootDir>/tests/support/jest/sequencer.cjs',
  projects: [
    project('pure', ['<rootDir>/libs/!(adapters)/src/**/!(*.http).spec.ts'], inMemory),
    project('routes', ['<rootDir>/libs/!(adapters)/src/**/*.http.spec.ts'], inMemory),
    project('adapters', ['<rootDir>/libs/adapters/src/embedded/**/*.spec.ts']),
    project('engines', [
      '<rootDir>/libs/adapters/src/{kafka,mongo,eventstoredb}/**/*.spec.ts',
      '<rootDir>/tests/cluster/**/*.spec.ts',
    ]),
    project(
      'tests',
      ['<rootDir>/tests/{flows,http,architecture,crash,bench}/**/*.spec.ts'],
      inMemory,
    ),
    // All flows once more, with a ledger that answers up to 50 ms late (tests/support/late-embedded.ts), but for two: those of the command line run in processes that it
    // does not reach, and the import of a whole salon waits minutes for calls of the same few kinds, of which small-import has each.
    project(
      'late',
      ['<rootDir>/tests/flows/**/!(cli|import).spec.ts'],
      {
        ...inMemory,
        standIns: {
          [join(__dirname, 'libs/adapters/src/embedded/index.ts')]: join(
            __dirname,
            'tests/support/late-embedded.ts',
          ),
        },
      },
      {
        setupFilesAfterEnv: [
          '<rootDir>/tests/support/setup.ts',
          '<rootDir>/tests/support/late-setup.ts',
        ],
      },
    ),
  ],
};
