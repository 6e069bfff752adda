import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** Contexts, contracts and the mechanism: every library but those whose business is the outside world. */
const PURE = ['libs/!(adapters|service-kit|gateway|client)/src/**/*.ts'];
const SHELL = [
  '**/*.http.ts',
  '**/*.flow.ts',
  '**/*.effects.ts',
  '**/*.jobs.ts',
  '**/*.config.ts',
  '**/index.ts',
  '**/*.spec.ts',
  '**/testing/**',
];

/** Controllers call flows and answer; flows, effects and jobs load no controller and no shapes, whose types they may name. */
const shellImports = {
  group: ['**/*.http.js'],
  allowTypeImports: true,
  message: 'Flows, effects and jobs load no *.http file: what both need is a flow.',
};
const nest = {
  group: ['@nestjs/*', 'class-validator', 'class-transformer', 'fastify'],
  message: "A use case knows no web framework: that is the controller's.",
};

/** What a pure file may not touch: frameworks, drivers, the machine, the clock, chance. */
const impureImports = {
  group: [
    '@nestjs/*',
    'fastify',
    'kafkajs',
    '@eventstore/*',
    'mongoose',
    'libsql',
    'nodemailer',
    'pino',
    'stripe',
    '@chignon/service-kit',
    '@chignon/adapters/*',
  ],
  message:
    'A pure file knows no framework, driver or engine: move this to *.http.ts, *.effects.ts or *.jobs.ts.',
};
const impureNode = {
  group: ['node:*', 'fs', 'path', 'http', 'crypto', 'worker_threads'],
  message: 'A pure file does not touch the machine.',
};
const impureSyntax = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time comes in as facts.',
  },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Time comes in as facts.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Chance comes in as facts.',
  },
  {
    selector: "MemberExpression[object.name='Temporal'][property.name='Now']",
    message: 'Time comes in as facts.',
  },
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'The environment is read in service-kit/config.ts only.',
  },
  { selector: "CallExpression[callee.name='fetch']", message: 'A pure file makes no calls.' },
];

/** What events and commands are stands in their maps (`view`, `reaction`, `effect`, `announcements`, `dispatch`): a cast would say it again, and wrongly one day. */
const typedEvents = [
  {
    selector: 'TSAsExpression > TSNeverKeyword',
    message: 'Say the type: `as never` fits anything, also what comes to mean something else.',
  },
  {
    selector:
      "TSAsExpression[expression.name='data'], TSAsExpression[expression.property.name='data']",
    message: 'The data of an event follows from whom is heard: `view([ledger], …)`.',
  },
];

const lines = (max) => ['error', { max, skipBlankLines: true, skipComments: true }];

/** Names that callers choose: ids, codes and what they stand under. */
const CHOSEN =
  '/^(id|pool|sku|code|category|group|serviceGroup|currency|subject|role)$|(Id|Code|Sku)$/';
const lookedUp = {
  message:
    'An id may be `constructor`: look names that callers choose up with lookUp() or in a Map.',
};
const chosenNames = [
  {
    selector: `MemberExpression[computed=true][property.type='Identifier'][property.name=${CHOSEN}]`,
    ...lookedUp,
  },
  {
    selector: `MemberExpression[computed=true][property.type='MemberExpression'][property.computed=false][property.property.name=${CHOSEN}]`,
    ...lookedUp,
  },
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '.cache/**',
      '.nx/**',
      'tests/architecture/canary/**',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommended],
    languageOptions: {
      parserOptions: {
        sourceType: 'module',
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        {
          argsIgnorePattern: '^_',
          varsIgnorePattern: '^_',
          caughtErrors: 'none',
          ignoreRestSiblings: true,
        },
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
      ],
      'no-restricted-syntax': ['error', impureSyntax[4], ...chosenNames, ...typedEvents],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': lines(300),
    },
  },
  // `process.env` is read by config, by the entry points and by tests.
  {
    files: [
      'libs/service-kit/src/main.ts',
      'libs/service-kit/src/config.ts',
      'apps/**',
      'tests/**',
      '**/*.spec.ts',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: PURE,
    ignores: [...SHELL],
    rules: {
      'no-restricted-imports': ['error', { patterns: [impureImports, impureNode] }],
      'no-restricted-syntax': ['error', ...impureSyntax, ...chosenNames, ...typedEvents],
    },
  },
  // Where types end: drivers and frameworks, what specs are made of, and what reads the ledgers of contexts that it may not know.
  {
    files: [
      'libs/adapters/src/**/*.ts',
      'libs/service-kit/src/{bootstrap,engines}.ts',
      'libs/**/testing/**/*.ts',
      'libs/**/*.testing.ts',
    ],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', impureSyntax[4], ...chosenNames] },
  },
  {
    files: ['libs/reconciliation/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', ...impureSyntax, ...chosenNames] },
  },
  // A promise that nobody waits for fails unheard. These rules ask the compiler, so they take its time. `require-await` is not among them: ports
  // answer with promises on every engine, and `async` without `await` is what makes a throw of theirs a rejection.
  {
    files: ['libs/**/*.ts', 'apps/**/*.ts', 'tests/**/*.ts'],
    languageOptions: {
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
    },
  },
  {
    files: ['libs/*/src/**/*.{flow,effects,jobs}.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [shellImports, nest] }],
    },
  },
  // The mechanism hashes and waits; it still knows no framework and no driver, and takes the time from its facts.
  {
    files: ['libs/eventing/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/testing/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [impureImports] }] },
  },
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    rules: { '@nx/enforce-module-boundaries': ['error', BOUNDARIES()] },
  },
);

/** Who may know whom. A context never knows another context; nobody knows an app. */
function BOUNDARIES() {
  const may = (source, ...targets) => ({
    sourceTag: `type:${source}`,
    onlyDependOnLibsWithTags: targets.map((target) => `type:${target}`),
  });
  return {
    enforceBuildableLibDependency: false,
    allowCircularSelfDependency: true,
    depConstraints: [
      may('eventing'),
      may('contracts', 'eventing'),
      may('adapters', 'eventing', 'adapters'),
      may('kit', 'eventing', 'contracts', 'adapters'),
      may('calendar', 'eventing'),
      may('context', 'eventing', 'contracts', 'kit', 'calendar'),
      may('edge', 'eventing', 'kit'),
      may('client', 'eventing'),
      // Reads the ledgers of all contexts and knows none of them.
      may('reconciliation', 'eventing'),
      may('app', 'reconciliation', 'context', 'edge', 'kit', 'client', 'eventing', 'app'),
      may(
        'tests',
        'reconciliation',
        'context',
        'edge',
        'kit',
        'client',
        'eventing',
        'contracts',
        'calendar',
        'adapters',
        'app',
      ),
    ],
  };
}
