import type { Tools } from '@chignon/eventing';
import { policies, type Policy, policyVersions, versionId } from '../policies/policy.js';

/** Any version of a policy. Read anew each time: a booking may name a version that another process wrote a moment ago. */
export async function policyVersion(
  { documents }: Tools,
  policyId: string,
  version: number,
): Promise<Policy | undefined> {
  const newest = await documents.get(policies, policyId);
  if (newest?.version !== version)
    return (await documents.get(policyVersions, versionId(policyId, version)))?.policy;
  const { revision: _, ...policy } = newest;
  return policy;
}
