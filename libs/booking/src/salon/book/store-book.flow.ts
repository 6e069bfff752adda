import {
  type Collection,
  type Document,
  invalid,
  notFound,
  type Reads,
  type Stored,
  type Tools,
} from '@chignon/eventing';
import { LRUCache } from 'lru-cache';
import { durations, type DurationTable, tableId } from '../catalogue/durations.js';
import {
  type ArchivedService,
  noService,
  type Service,
  services,
  serviceVersions,
  versionId,
} from '../catalogue/service.js';
import {
  type ChannelBook,
  type ChannelRule,
  channelRules,
  channelsOf,
} from '../channels/channel.js';
import { type DepositRule, depositRules } from '../deposit-rules/deposit-rule.js';
import { type PriceRule, priceRules } from '../peaks/price-rule.js';
import { type OwnDecree, ownDecrees, PublicHolidays } from '../peaks/public-holidays.js';
import { type SpecialDay, specialDays } from '../peaks/special-day.js';
import { DEFAULT_POLICY, policies, type Policy } from '../policies/policy.js';
import { type Unit, units } from '../resources/unit.js';
import { type Shifts, shifts } from '../roster/shifts.js';
import { placesOf, type Posting, postings, staff, type StaffMember } from '../roster/staff.js';
import { type Store, storeDefaults, stores } from '../stores/store.js';
import { type Till, tillOf, tillRules } from '../till/till-rules.js';
import { CHAIN, type Vip, vipOf, type VipTerms, vipTerms } from '../vip/vip-terms.js';
import { dayFrame, type DayParts } from './day-frame.js';
import type { DayFrame } from './day.js';
import { remembered, TrustedReads } from './trusted-reads.flow.js';

/** Largest team of one store: the limit of one page of documents. */
const MAX_TEAM = 1000;
/** Days of all stores together: a week of a thousand stores, at some kilobytes each. */
const MAX_DAYS = 8000;
const MAX_UNITS = 1000;
const MAX_PEAKS = 1000;
const MAX_CHANNELS = 100;

/** A store with its team and everything needed to plan its days. */
export interface StoreBook {
  readonly store: Stored<Store>;
  /** What a booking here accepts; absent: everything is free. */
  readonly policy: Stored<Policy> | undefined;
  readonly channels: ChannelBook;
  readonly vip: Vip;
  readonly team: ReadonlyMap<string, StaffMember>;
  readonly tables: ReadonlyMap<string, DurationTable>;
  /** Its chairs, rooms and machines, those that are out of use too. */
  readonly units: readonly Unit[];
  /** The day resolved once; the same value until something changes. */
  frame(date: string): DayFrame;
  /** The day as it would be with another store, other units or other special days. */
  frameIf(change: DayChange, date: string): DayFrame;
}

/** What a change of master data would put in place of what stands; what is left out stays as it is. */
export type DayChange = Partial<Pick<DayParts, 'store' | 'units' | 'days'>>;

interface Peaks {
  readonly days: readonly Stored<SpecialDay>[];
  readonly decrees: readonly Stored<OwnDecree>[];
  readonly holidays: PublicHolidays;
  readonly rules: readonly Stored<PriceRule>[];
}

/** What is said of channels and tiers, by the chain or by one store. */
interface Admissions {
  readonly channels: readonly Stored<ChannelRule>[];
  readonly vip: Stored<VipTerms> | undefined;
}

/** Days that were resolved, and by which book: one of before a change does not count. */
type Frames = LRUCache<string, { readonly of: object; readonly day: DayFrame }>;

/** A book with the revisions that it was made of: the same ones, the same book. */
type KnownBook = StoreBook & { readonly signature: string };

/** Everything that books are made of: a write to any of these ends what is remembered, whoever writes. */
export const BOOK_COLLECTIONS: readonly Collection[] = [
  ...[stores, policies, postings, staff, shifts, units, durations, services, serviceVersions],
  ...[specialDays, ownDecrees, priceRules, channelRules, vipTerms, depositRules, tillRules],
];

/** Master data by store, remembered for a moment, so that availability and booking do not read thirty documents each. */
export class StoreBooks {
  private readonly books = remembered<KnownBook | undefined>(2000);
  private readonly catalogue = remembered<Stored<Service> | undefined>(20_000);
  private readonly archive = new LRUCache<string, Service>({ max: 5000 });
  private readonly special = remembered<Peaks>(1);
  private readonly chain = remembered<Admissions>(1);
  private readonly asked = remembered<readonly DepositRule[]>(1);
  private readonly tills = remembered<Till>(1);
  private readonly frames: Frames = new LRUCache({ max: MAX_DAYS });
  private readonly reads: TrustedReads;
  private readonly documents: Reads;

  constructor(tools: Tools) {
    this.reads = new TrustedReads(tools, BOOK_COLLECTIONS);
    this.documents = this.reads.documents;
  }

  /** @throws Refusal 404 `store-not-found` */
  async store(storeId: string, field = 'storeId'): Promise<StoreBook> {
    const known = this.books.get(storeId);
    const book = await this.reads.get(this.books, storeId, async () =>
      this.read(storeId, known && (await known.value.catch(() => undefined))),
    );
    if (!book) throw notFound('store-not-found', 'There is no such store.', { field });
    return book;
  }

  /** The newest version. @throws Refusal 422 `service-unknown`, `service-inactive` */
  async service(serviceId: string, field: string): Promise<Service> {
    const service = await this.reads.get(this.catalogue, serviceId, () =>
      this.documents.get(services, serviceId),
    );
    if (!service) throw noService(field);
    if (!service.active)
      throw invalid('service-inactive', 'This service is no longer offered.', { field });
    return service;
  }

  /** Any version; archived ones never change. */
  async version(serviceId: string, version: number): Promise<Service | undefined> {
    const newest = await this.reads.get(this.catalogue, serviceId, () =>
      this.documents.get(services, serviceId),
    );
    if (newest?.version === version) return newest;
    const id = versionId(serviceId, version);
    const known =
      this.archive.get(id) ??
      (await this.documents.get<ArchivedService>(serviceVersions, id))?.service;
    if (known) this.archive.set(id, known);
    return known;
  }

  /** The chain's special days and price rules. */
  peaks(): Promise<Peaks> {
    return this.reads.get(this.special, 'all', async () => {
      const [days, decrees, rules] = await Promise.all([
        this.documents.find<SpecialDay>(specialDays, { index: 'byId', limit: MAX_PEAKS }),
        this.documents.find<OwnDecree>(ownDecrees, { index: 'byId', limit: MAX_PEAKS }),
        this.documents.find<PriceRule>(priceRules, { index: 'byId', limit: MAX_PEAKS }),
      ]);
      return {
        days: days.items,
        decrees: decrees.items,
        holidays: new PublicHolidays(decrees.items),
        rules: rules.items,
      };
    });
  }

  /** The chain's terms of channels and tiers. */
  private chainTerms(): Promise<Admissions> {
    return this.reads.get(this.chain, CHAIN, () => this.termsOf(CHAIN));
  }

  private async termsOf(storeId: string): Promise<Admissions> {
    const [rules, vip] = await Promise.all([
      this.documents.find<ChannelRule>(channelRules, {
        index: 'byStore',
        where: { storeId },
        limit: MAX_CHANNELS,
      }),
      this.documents.get(vipTerms, storeId),
    ]);
    return { channels: rules.items, vip };
  }

  /** The chain's rules for deposits. */
  deposits(): Promise<readonly DepositRule[]> {
    return this.reads.get(
      this.asked,
      'all',
      async () =>
        (await this.documents.find(depositRules, { index: 'byId', limit: MAX_PEAKS })).items,
    );
  }

  /** What holds at the tills of the chain. */
  till(): Promise<Till> {
    return this.reads.get(this.tills, CHAIN, async () =>
      tillOf(await this.documents.get(tillRules, CHAIN)),
    );
  }

  /** Durations of one customer are looked up each time: there is one small document at most. */
  async tablesFor(
    book: StoreBook,
    customerId: string | undefined,
  ): Promise<ReadonlyMap<string, DurationTable>> {
    const table =
      customerId === undefined
        ? undefined
        : await this.documents.get(durations, tableId('customer', customerId));
    return table ? new Map(book.tables).set(table.id, table) : book.tables;
  }

  private async read(
    storeId: string,
    before: KnownBook | undefined,
  ): Promise<KnownBook | undefined> {
    const { documents } = this;
    const written = await documents.get(stores, storeId);
    if (!written) return undefined;
    // Fields that came after the store was written have their defaults.
    const store = { ...storeDefaults, ...written };
    const policy = await documents.get(policies, store.policyId ?? DEFAULT_POLICY);
    const posted = (
      await documents.find<Posting>(postings, {
        index: 'byStore',
        where: { storeId },
        limit: MAX_TEAM,
      })
    ).items.map((p) => p.staffId);
    const many = async <D extends Document>(
      collection: Collection<D>,
      ids: readonly string[],
    ): Promise<Stored<D>[]> => (ids.length === 0 ? [] : documents.getMany<D>(collection, ids));
    const team = (await many<StaffMember>(staff, posted)).filter(
      (m) => m.active && placesOf(m).includes(storeId),
    );
    const rosters = await many<Shifts>(
      shifts,
      team.map((m) => m.id),
    );
    const levels = new Set(team.flatMap((m) => (m.level === undefined ? [] : [m.level])));
    const tables = await many<DurationTable>(
      durations,
      [
        tableId('store', storeId),
        ...[...levels].map((l) => tableId('level', l)),
        ...team.map((m) => tableId('staff', m.id)),
      ].slice(0, MAX_TEAM),
    );
    const ownUnits = (
      await documents.find<Unit>(units, { index: 'byStore', where: { storeId }, limit: MAX_UNITS })
    ).items;
    const peaks = await this.peaks();
    const [chain, own] = await Promise.all([this.chainTerms(), this.termsOf(storeId)]);
    const signature = [
      store,
      ...ownUnits,
      ...peaks.days,
      ...peaks.decrees,
      ...peaks.rules,
      ...(policy ? [policy] : []),
      ...[chain, own].flatMap((terms) => [...terms.channels, ...(terms.vip ? [terms.vip] : [])]),
      ...team,
      ...rosters,
      ...tables,
    ]
      .map((d) => `${d.id}:${d.revision}`)
      .join(' ');
    return before?.signature === signature
      ? before
      : {
          ...bookOf(
            store,
            ownUnits,
            peaks,
            policy,
            { chain, own },
            team,
            rosters,
            tables,
            this.frames,
          ),
          signature,
        };
  }
}

function bookOf(
  store: Stored<Store>,
  ownUnits: readonly Unit[],
  peaks: Peaks,
  policy: Stored<Policy> | undefined,
  { chain, own }: { chain: Admissions; own: Admissions },
  team: readonly StaffMember[],
  rosters: readonly Shifts[],
  tables: readonly DurationTable[],
  frames: Frames,
): StoreBook {
  const self = {};
  const vip = vipOf(chain.vip, own.vip);
  const members = new Map(team.map((m) => [m.id, m]));
  const { days, holidays, rules } = peaks;
  const parts = { store, units: ownUnits, days, holidays, rules, vip, team: members, rosters };
  const frame = (date: string): DayFrame => {
    const key = `${store.id} ${date}`;
    const known = frames.get(key);
    if (known?.of === self) return known.day;
    const day = dayFrame(parts, date);
    frames.set(key, { of: self, day });
    return day;
  };
  return {
    store,
    policy,
    channels: channelsOf(chain.channels, own.channels),
    vip,
    team: members,
    tables: new Map(tables.map((t) => [t.id, t])),
    units: ownUnits,
    frame,
    frameIf: (change, date) => dayFrame({ ...parts, ...change }, date),
  };
}

/** The one memory of master data of the context, shared by all that read it. */
export const booksOf = (tools: Tools): StoreBooks => tools.own(StoreBooks);
