import type { Tools } from './context.js';
import { canonical } from './ids.js';
import type { Collection, Document, Stored } from './ports/document-store.js';
import type { Message } from './event.js';
import { ConflictError } from './refusal.js';

/** A document of which each change is a new version, 1 the first. */
export interface VersionedDocument extends Document {
  readonly version: number;
}

/** Where versions go that were replaced, for who made something under them. */
export interface Archive<D extends VersionedDocument, A extends Document> {
  readonly collection: Collection<A>;
  /** Id of an archived version. */
  readonly id: (id: string, version: number) => string;
  readonly keep: (old: D) => Omit<A, 'id'>;
  readonly of: (archived: A) => D;
}

/** What writing a version needs beyond its content. */
export interface VersionOptions<D> {
  /** The revision that was read; left out: whichever there is. */
  readonly expected?: number | undefined;
  /** What others are told of the new version. */
  readonly announce?: (document: D) => readonly Message[];
}

/**
 * Documents with versions: the newest in one collection, those that it replaced in the archive, if there is one. The same content
 * again is the same version.
 */
export function versioned<D extends VersionedDocument, A extends Document = Document>(
  newest: Collection<D>,
  archive?: Archive<D, A>,
) {
  return {
    /**
     * Writes the next version, unless it says what the newest says.
     * @throws ConflictError when it was changed since it was read, or somebody else writes a version meanwhile
     */
    async write(
      { documents }: Pick<Tools, 'documents'>,
      content: Omit<D, 'version'> & { readonly id: string },
      { expected, announce }: VersionOptions<D> = {},
    ): Promise<Stored<D>> {
      const { id } = content;
      const before = await documents.get(newest, id);
      if (expected !== undefined && expected !== (before?.revision ?? 0))
        throw new ConflictError(id, expected, before?.revision);
      const next = { ...content, version: (before?.version ?? 0) + 1 } as unknown as D;
      if (before) {
        const old = withoutRevision(before);
        if (canonical({ ...next, version: old.version }) === canonical(old)) return before;
        // The old version is archived first: a stop in between archives it again, and nothing is ever missing.
        if (archive)
          await documents.put(archive.collection, {
            ...archive.keep(old),
            id: archive.id(id, old.version),
          } as A);
      }
      const { revision } = await documents.put(newest, next, {
        expected: before?.revision ?? 0,
        announce: announce?.(next) ?? [],
      });
      return { ...next, revision };
    },

    /** Any version, the newest too. Read anew each time: another process may have written it a moment ago. */
    async at(
      { documents }: Pick<Tools, 'documents'>,
      id: string,
      version: number,
    ): Promise<D | undefined> {
      const now = await documents.get(newest, id);
      if (now?.version === version) return withoutRevision(now);
      const archived =
        archive && (await documents.get(archive.collection, archive.id(id, version)));
      return archived && archive.of(archived);
    },
  };
}

function withoutRevision<D extends Document>({ revision: _, ...document }: Stored<D>): D {
  return document as unknown as D;
}
