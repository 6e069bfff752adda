// The boundary rule has been seen to skip silently. It must refuse this import, or the check is worth nothing.
import { ESLint } from 'eslint';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const code = readFileSync(join(root, 'tests/architecture/canary/bad-import.ts'), 'utf8');
const eslint = new ESLint({ cwd: root });
const cases = [
  ['libs/booking/src/canary.ts', code, '@nx/enforce-module-boundaries'],
  [
    'libs/booking/src/canary.ts',
    "import { Controller } from '@nestjs/common';\nexport const x = Controller;\n",
    'no-restricted-imports',
  ],
  ['libs/booking/src/canary.ts', 'export const now = () => new Date();\n', 'no-restricted-syntax'],
];
for (const [filePath, text, rule] of cases) {
  const [result] = await eslint.lintText(text, { filePath: join(root, filePath) });
  if (!result.messages.some(({ ruleId }) => ruleId === rule)) {
    console.error(`canary: ${rule} let a forbidden line pass:\n${text}`, result.messages);
    process.exit(1);
  }
}
console.log(`canary: ${cases.length} forbidden lines refused`);
