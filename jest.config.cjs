/** Sources and the ESM packages Nest is made of are turned into CommonJS: faster than VM modules, and it does not leak. */
const esm = ['@nestjs', 'uid', 'iterare', 'load-esm', 'file-type', 'strtok3', 'token-types', 'peek-readable', 'uint8array-extras', '@tokenizer', '@borewit', 'jose', 'csv-parse', 'path-to-regexp', 'cookie', 'temporal-polyfill', 'temporal-utils', 'temporal-spec', 'lru-cache', 'fast-check', 'pure-rand', 'nodemailer', 'smtp-server'];

const project = (displayName, testMatch, extra = {}) => ({
  displayName,
  testMatch,
  testEnvironment: 'node',
  setupFilesAfterEnv: ['<rootDir>/tests/support/setup.ts'],
  testEnvironmentOptions: { customExportConditions: ['@chignon/source', 'node', 'require', 'default'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.cache/'],
  transformIgnorePatterns: [`/node_modules/(?!(${esm.join('|')})/)`],
  transform: {
    '^.+\\.(t|j|mj)s$': ['@swc/jest', {
      sourceMaps: 'inline',
      module: { type: 'commonjs' },
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
        keepClassNames: true,
        experimental: { keepImportAttributes: true },
      },
    }],
  },
  ...extra,
});

module.exports = {
  workerIdleMemoryLimit: '512MB',
  projects: [
    project('pure', ['<rootDir>/libs/!(adapters)/src/**/!(*.http).spec.ts']),
    project('routes', ['<rootDir>/libs/!(adapters)/src/**/*.http.spec.ts']),
    project('adapters', ['<rootDir>/libs/adapters/src/embedded/**/*.spec.ts']),
    project('engines', ['<rootDir>/libs/adapters/src/{kafka,mongo,eventstoredb}/**/*.spec.ts', '<rootDir>/tests/cluster/**/*.spec.ts']),
    project('tests', ['<rootDir>/tests/{flows,http,architecture,crash,bench}/**/*.spec.ts']),
    // All flows once more, with a ledger that answers up to 50 ms late (tests/support/late-setup.ts); those of the command line run in processes that it does not reach.
    project('late', ['<rootDir>/tests/flows/**/!(cli).spec.ts'], {
      setupFilesAfterEnv: ['<rootDir>/tests/support/setup.ts', '<rootDir>/tests/support/late-setup.ts'],
    }),
  ],
};
