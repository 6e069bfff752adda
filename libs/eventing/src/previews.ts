import type { Tools } from './context.js';
import type { Message } from './event.js';

/** A figure that an event would change, as it stands and as it would stand. */
export interface PreviewedChange {
  /** What it is a figure of: `points-account`, `stock`, … */
  readonly subject: string;
  /** Which one: the customer, the SKU, … */
  readonly id: string;
  /** Its name in the answers of the context. */
  readonly figure: string;
  /** A number in the unit, or a code. */
  readonly before: number | string;
  readonly after: number | string;
  /** Currency of minor units, or the unit that is counted in thousandths; absent: it is counted. */
  readonly unit?: string;
  readonly storeId?: string;
  /** Business date, of figures of a day. */
  readonly date?: string;
}

/**
 * What a context would make of an event that was not published (ADR 0069): it lets those who would hear it run on tools that write nothing, and
 * says what they change. Figures that stay as they are may be left out.
 */
export interface Previewer {
  /** Who may read the figures. */
  readonly permission: string;
  changes(message: Message, tools: Tools): Promise<readonly PreviewedChange[]>;
}

/** Figures that differ, one change each. @param of what all of them are of */
export const changedFigures = (
  of: Omit<PreviewedChange, 'figure' | 'before' | 'after'>,
  before: { readonly [figure: string]: number | string },
  after: { readonly [figure: string]: number | string },
): PreviewedChange[] =>
  Object.keys(after)
    .filter((figure) => before[figure] !== after[figure])
    .map((figure) => ({ ...of, figure, before: before[figure]!, after: after[figure]! }));
