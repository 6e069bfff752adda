import { businessDateOf, msOfIso } from '@chignon/calendar';
import { Refusal, type Tools } from '@chignon/eventing';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { searchLog, type Observed, type RefusedBooking, type Search } from './search-log-ledger.js';

/** Gathered this long before it is written. */
export const GATHER_MS = 2000;

/** Stores written at the same time, so that they share disk writes. */
export const LANES = 16;

/** Searches of one store in one event; what comes on top of it in one moment is left out: a flood of questions must not fill the disk. */
export const MOST = 500;

/** Gathers what was looked for and refused in this process, and writes it a moment later. Lost with the process when it stops in that moment: it was promised to no one. */
export class SearchRecorder {
  private gathered = new Map<string, { searches: Search[]; refusals: RefusedBooking[] }>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly tools: Tools) {}

  recordSearch(storeId: string, search: Search): void {
    const { searches } = this.of(storeId);
    if (searches.length < MOST) searches.push(search);
  }

  /** Runs a booking and, when it is refused, remembers what was wanted. */
  async recordingRefusal<T>(
    storeId: string,
    wanted: Omit<RefusedBooking, 'code'>,
    run: () => Promise<T>,
  ): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (error instanceof Refusal && error.kind === 'refused') {
        const { refusals } = this.of(storeId);
        if (refusals.length < MOST) refusals.push({ ...wanted, code: error.code });
      }
      throw error;
    }
  }

  /** Writes what is gathered now. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const gathered = this.gathered;
    this.gathered = new Map();
    this.writing = this.writing.then(async () => {
      const left = [...gathered];
      const lane = async () => {
        for (let next = left.shift(); next; next = left.shift()) await this.write(...next);
      };
      await Promise.all(Array.from({ length: LANES }, lane));
    });
    return this.writing;
  }

  private of(storeId: string) {
    let of = this.gathered.get(storeId);
    if (!of) this.gathered.set(storeId, (of = { searches: [], refusals: [] }));
    this.timer ??= setTimeout(
      () => void this.flush().catch((error: unknown) => this.lost(error)),
      GATHER_MS,
    ).unref();
    return of;
  }

  private lost(error: unknown): void {
    this.tools.log('warn', 'searches were not recorded', {
      error: error instanceof Refusal ? error.code : (error as Error).name,
    });
  }

  private async write(storeId: string, observed: Observed): Promise<void> {
    const { store } = await booksOf(this.tools).store(storeId);
    const key = agendaKey(
      storeId,
      businessDateOf(store.zone, dayStartMinute(store), msOfIso(this.tools.facts.now())),
    );
    const commandId = this.tools.facts.newId();
    await this.tools.execute(
      searchLog,
      key,
      { type: 'Observe', observed },
      { commandId, actor: 'system:booking.demand', correlationId: commandId, storeId },
    );
  }
}

/** The one gatherer of the context. */
export const searchRecorderOf = (tools: Tools): SearchRecorder => tools.own(SearchRecorder);
