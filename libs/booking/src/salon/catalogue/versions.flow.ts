import type { CommandMetadata, Stored, Tools } from '@chignon/eventing';
import { serviceDescription } from './described.js';
import { type Service, services, serviceVersions, versionId } from './service.js';

/**
 * Writes the next version of a service, tells others of it, and keeps the one before.
 * @returns the revision of its document
 * @throws ConflictError when somebody else wrote a version meanwhile
 */
export async function writeVersion(
  tools: Tools,
  before: Stored<Service> | undefined,
  service: Service,
  cause: CommandMetadata,
): Promise<number> {
  // The old version is archived first: a stop in between archives it again, and nothing is ever missing.
  if (before) {
    const { revision: _, ...old } = before;
    await tools.documents.put(serviceVersions, {
      id: versionId(service.id, old.version),
      serviceId: service.id,
      version: old.version,
      service: old,
    });
  }
  const { revision } = await tools.documents.put(services, service, {
    expected: before?.revision ?? 0,
    announce: [tools.message(serviceDescription(service), cause)],
  });
  return revision;
}
