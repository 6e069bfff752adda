/** What clients were told: see `Book` in wishes.mjs. */
export interface Told {
  readonly wishes: readonly {
    readonly kind: string;
    readonly route: string;
    readonly key: string;
    readonly body: any;
    readonly answer?: any;
    readonly leaves?: number;
    readonly refused?: string;
  }[];
}
/** What is wrong in the files of a data folder, and how many events were looked at. */
export function inspect(
  dir: string,
  book: Told,
  settled: boolean,
): { faults: string[]; events: number };
