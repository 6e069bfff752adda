import type { Problem } from './rows.js';

const COLUMNS = ['file', 'line', 'column', 'value', 'reason'] as const;
/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const SPECIAL = /[",\r\n]/;

/** The rows that were not imported as CSV. A cell that a spreadsheet would run as a formula gets a quote before it. */
export const errorFile = (problems: readonly Problem[]): string =>
  [
    COLUMNS.join(','),
    ...problems.map((problem) => COLUMNS.map((column) => cell(String(problem[column]))).join(',')),
    '',
  ].join('\r\n');

function cell(value: string): string {
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return SPECIAL.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
