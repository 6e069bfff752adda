// `npm run docs:problems`: writes docs/problems.md, every code with which a request can be refused, from the sources. `--check`: only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refusals } from './refusals.mjs';

const FILE = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/problems.md');

const row = ([code, { statuses, messages, contexts }]) =>
  `| \`${code}\` | ${[...statuses].sort().join(', ')} | ${[...messages].sort().join(' / ').replaceAll('|', '\\|').replaceAll('\n', ' ')} | ${[...contexts].sort().join(', ')} |`;

const { codes } = refusals();
const text = `# Refusals

Every refusal is a problem (RFC 9457, \`application/problem+json\`) with \`type\` \`urn:chignon:problem:<code>\`, and often the \`field\` that it is about, what was \`expected\`, and facts
to act on. **Codes stay**: clients may rely on them. Sentences may change. Which codes an operation may answer stands with it in \`/openapi.json\` (\`x-codes\`); those of
\`service-kit\` and \`eventing\` any may.

| status | means |
| --- | --- |
| 400 | the request cannot be read |
| 401 | no valid token |
| 403 | your role, or your scope, does not permit it |
| 404 | it does not exist, or you may not see it |
| 409 | a rule says no, or somebody else was first |
| 412 | it has changed since it was read: read it again |
| 422 | the input is well-formed but wrong: see \`field\` |
| 428 | \`If-Match\` is required |
| 429 | too many requests: wait |
| 503 | temporarily unavailable: try again |

This page is generated (\`npm run docs:problems\`). Parts in ‹…› are filled in.

| code | status | what it says | where |
| --- | --- | --- | --- |
${[...codes]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(row)
  .join('\n')}
`;

if (!process.argv.includes('--check')) writeFileSync(FILE, text);
else if (readFileSync(FILE, 'utf8') !== text) {
  console.error('docs/problems.md is not what the sources say: npm run docs:problems');
  process.exit(1);
}
console.log(
  `docs-problems: ${codes.size} codes${process.argv.includes('--check') ? ', as committed' : ''}`,
);
