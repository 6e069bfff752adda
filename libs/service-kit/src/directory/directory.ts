import {
  listAll,
  StandingError,
  UnavailableError,
  type Collection,
  type ContextRuntime,
  type DocumentStore,
  type Refusal,
  type Registers,
  type View,
} from '@chignon/eventing';
import { LRUCache } from 'lru-cache';
import type { StoreScope } from '../auth/caller.js';
import { isSeen, linkedEntries, type CustomerEntry } from './customers.js';
import type { ProductEntry } from './products.js';
import type { StoreEntry } from './stores.js';

/** How long a region's list of stores is trusted. */
const TRUST_MS = 1000;
const MAX_STORES = 1000;
/** Records of one person that stand one behind another: more are a mistake. */
const LINKS_MAX = 50;
/** Services and staff that were looked up before: those of a large chain, at some bytes each. */
const MAX_REGISTERED = 50_000;
/** Documents read at once. */
const PAGE = 1000;
/** How long somebody who was not found is waited for: who registers and books a moment later is not refused. */
const PATIENCE_MS = 2000;
/** Other processes publish what they know when they can; this often it is looked whether it came. */
const LOOK_EVERY_MS = 100;

/** Injection token of the process's `Directory`. */
export const DIRECTORY = 'directory';

/** Whom a caller sees. */
export interface Viewer {
  readonly stores: StoreScope;
}

/** The views a directory is kept in. */
export interface DirectoryViews {
  readonly stores: View<StoreEntry>;
  readonly customers: View<CustomerEntry>;
  readonly products: View<ProductEntry>;
}

/**
 * Which stores, customers and products there are, and who may see whom: the one answer of the platform, the same in every process.
 * It follows what is published, so that no context asks another. Only who is not found waits for news.
 */
export class Directory {
  private readonly regions = new Map<string, { at: number; stores: readonly string[] }>();
  /** Stores are never taken away. */
  private readonly known = new Set<string>();
  /** Kind and id of what stands in a register: nothing is ever taken out of one. */
  private readonly registered = new LRUCache<string, true>({ max: MAX_REGISTERED });

  constructor(
    private readonly documents: DocumentStore,
    private readonly at: DirectoryViews,
    private readonly own: ContextRuntime,
    /** Every part of the process, this one too: what they have announced is published before it is looked again. */
    private readonly runtimes: () => Iterable<ContextRuntime>,
    /** Only this process publishes. */
    private readonly alone: boolean,
    /** Of the contexts of this process, by kind: they write these themselves, so that nobody waits for news of them. */
    private readonly registers: Registers,
  ) {}

  /** The stores of regions, remembered for a second. */
  async storesOf(regions: readonly string[]): Promise<readonly string[]> {
    const now = Date.now();
    const lists = await Promise.all(
      regions.map(async (region) => {
        const before = this.regions.get(region);
        if (before && now - before.at < TRUST_MS) return before.stores;
        const found = await listAll(this.documents, this.own.tools.collection(this.at.stores), {
          index: 'byRegion',
          where: { regionId: region },
          limit: MAX_STORES,
        });
        const stores = found.map(({ id }) => id);
        if (this.regions.size > MAX_STORES) this.regions.clear();
        this.regions.set(region, { at: now, stores });
        return stores;
      }),
    );
    return lists.flat();
  }

  /** Those of the ids that are no stores of the chain. @throws UnavailableError `directory-behind` when that cannot be said yet */
  async unknownStores(ids: readonly string[]): Promise<string[]> {
    return this.missing(ids, async (wanted) => {
      const unsure = wanted.filter((id) => !this.known.has(id));
      if (unsure.length > 0)
        for (const { id } of await this.documents.getMany(
          this.own.tools.collection(this.at.stores),
          unsure,
        ))
          this.known.add(id);
      return wanted.filter((id) => !this.known.has(id));
    });
  }

  /** Those of the ids that are no customers, or none that the viewer may see: nothing tells the two apart. @throws UnavailableError `directory-behind` */
  async unseenCustomers(ids: readonly string[], viewer: Viewer): Promise<string[]> {
    return this.missing(ids, async (wanted) => {
      const seen = await this.customersSeen(wanted, viewer);
      return wanted.filter((id) => !seen.has(id));
    });
  }

  /** The products of these SKUs, as inventory has described them last; those that it has not are missing. @throws UnavailableError `directory-behind` */
  async products(skus: readonly string[]): Promise<ReadonlyMap<string, ProductEntry>> {
    const found = new Map<string, ProductEntry>();
    await this.missing(skus, async (wanted) => {
      for (const product of await this.documents.getMany(
        this.own.tools.collection(this.at.products),
        wanted,
      ))
        found.set(product.id, product);
      return wanted.filter((sku) => !found.has(sku));
    });
    return found;
  }

  /** The first of these that stands for nothing of its kind, now or formerly, as its refusal. */
  async unregistered(
    kind: string,
    mentions: readonly { readonly id: string; readonly field: string }[],
  ): Promise<Refusal | undefined> {
    const register = this.registers[kind];
    if (!register)
      throw new Error(`No context of this process has a register of the kind ${kind}.`);
    const ids = [...new Set(mentions.map(({ id }) => id))];
    const found =
      register.index === undefined
        ? await this.documentsOf(kind, register.collection, ids)
        : await this.indexed(register.collection, register.index, ids);
    const unknown = mentions.find(({ id }) => !found.has(id));
    return unknown && register.unknown(unknown.field);
  }

  private async documentsOf(
    kind: string,
    collection: Collection,
    ids: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const keyOf = (id: string): string => `${kind} ${id}`;
    const found = new Set(ids.filter((id) => this.registered.has(keyOf(id))));
    const unsure = ids.filter((id) => !found.has(id));
    for (let i = 0; i < unsure.length; i += PAGE) {
      for (const { id } of await this.documents.getMany(collection, unsure.slice(i, i + PAGE))) {
        found.add(id);
        this.registered.set(keyOf(id), true);
      }
    }
    return found;
  }

  private async indexed(
    collection: Collection,
    index: string,
    ids: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const [field] = collection.indexes[index]!.fields;
    const found = new Set<string>();
    for (const id of ids)
      if (
        (await this.documents.find(collection, { index, where: { [field!]: id }, limit: 1 })).items
          .length > 0
      )
        found.add(id);
    return found;
  }

  /**
   * Those of the ids whom the viewer may see, as far as it is known now: for lists, which nobody waits for. Records that were found to be one person are seen
   * by whoever sees one of them.
   */
  async customersSeen(ids: readonly string[], { stores }: Viewer): Promise<ReadonlySet<string>> {
    const collection = this.own.tools.collection(this.at.customers);
    const entries = await this.documents.getMany(collection, [...new Set(ids)]);
    const seen = new Set<string>();
    for (const entry of entries) {
      const linked = entry.into !== undefined || entry.absorbed !== undefined;
      const all = linked ? await linkedEntries(this.documents, collection, entry) : [entry];
      if (
        entry.homeStoreId !== undefined &&
        (stores === 'all' || all.some((one) => isSeen(one, stores)))
      )
        seen.add(entry.id);
    }
    return seen;
  }

  /**
   * The record in front of each of these: records that were found to be one person have one (as far as it is known now). Who is linked with nobody is themselves.
   */
  async inFront(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const collection = this.own.tools.collection(this.at.customers);
    const front = new Map(ids.map((id) => [id, id]));
    for (let hops = 0; hops < LINKS_MAX; hops++) {
      const entries = await this.documents.getMany(collection, [...new Set(front.values())]);
      const into = new Map(entries.flatMap((one) => (one.into ? [[one.id, one.into]] : [])));
      if (into.size === 0) break;
      for (const [id, at] of front) front.set(id, into.get(at) ?? at);
    }
    return front;
  }

  private async missing(
    ids: readonly string[],
    look: (ids: readonly string[]) => Promise<string[]>,
  ): Promise<string[]> {
    let missing = await look([...new Set(ids)]);
    const until = Date.now() + PATIENCE_MS;
    while (missing.length > 0) {
      if (!(await within(this.news(), until - Date.now())))
        throw new UnavailableError(
          'directory-behind',
          'It cannot be decided yet whether this id exists. Try again with the same `Idempotency-Key`.',
        );
      missing = await look(missing);
      if (missing.length === 0 || this.alone || Date.now() + LOOK_EVERY_MS > until) return missing;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    return missing;
  }

  /** Everything that this process has written so far is published, and the directory has heard all that is. */
  private async news(): Promise<void> {
    await Promise.all([...this.runtimes()].map((runtime) => runtime.published()));
    await this.own.caughtUp();
  }
}

async function within(work: Promise<void>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>(
    (resolve) => (timer = setTimeout(() => resolve(false), Math.max(0, timeoutMs))),
  );
  try {
    // Which follower stands is for operators to read, not for a front desk.
    const heard = work.then(
      () => true,
      (error: unknown) => {
        if (error instanceof StandingError) return false;
        throw error;
      },
    );
    return await Promise.race([heard, late]);
  } finally {
    clearTimeout(timer);
  }
}
