// Rules have been seen to skip silently: the boundaries without a project graph, those that know types without a program. They must refuse these
// lines, or the check is worth nothing.
import { ESLint } from 'eslint';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// In a run that looks at each file once, as in CI, the parser would read the file itself instead of the canary's text.
process.env.TSESTREE_SINGLE_RUN = 'false';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const code = readFileSync(join(root, 'tests/architecture/canary/bad-import.ts'), 'utf8');
const eslint = new ESLint({ cwd: root });
/** A pure file of a context that is there, for the linter knows types of those only; what it says is the canary's. */
const PURE_FILE = 'libs/booking/src/roles.ts';
const cases = [
  [PURE_FILE, code, '@nx/enforce-module-boundaries'],
  [
    PURE_FILE,
    "import { Controller } from '@nestjs/common';\nexport const x = Controller;\n",
    'no-restricted-imports',
  ],
  [PURE_FILE, 'export const now = () => new Date();\n', 'no-restricted-syntax'],
  [
    PURE_FILE,
    'const later = async () => 1;\nexport const x = () => {\n  later();\n};\n',
    '@typescript-eslint/no-floating-promises',
  ],
];
for (const [filePath, text, rule] of cases) {
  const [result] = await eslint.lintText(text, { filePath: join(root, filePath) });
  if (!result.messages.some(({ ruleId }) => ruleId === rule)) {
    console.error(`canary: ${rule} let a forbidden line pass:\n${text}`, result.messages);
    process.exit(1);
  }
}
console.log(`canary: ${cases.length} forbidden lines refused`);
