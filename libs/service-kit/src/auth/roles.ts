import type { RoleGrants } from '@chignon/eventing';

/**
 * The roles of a chain, and the duty of each. What a role may do is said by the contexts, each for its own permissions
 * (`roles` of their manifest); the platform's own permissions stand in `PLATFORM_GRANTS`.
 */
export const ROLES = {
  'chain-ops': 'Runs the chain: everything, operations of the platform included',
  'store-manager': 'Runs one or more stores',
  'front-desk': 'Books, checks in, settles',
  stylist: 'Performs services: sees the day and the profiles, records what was used',
  buyer: 'Buys for the stores of its scope',
  marketer: 'Plans what customers are told',
  analyst: 'Business intelligence: figures, no people',
  'privacy-officer':
    'Answers people who ask what is kept of them, and keeps watch over who looks at it',
  subscriber: 'A system outside: follows the published events, and nothing else',
} as const satisfies { readonly [role: string]: string };

/** Of whoever settles bills: `booking.visits:settle` is booking's, and unknown to the other owners of tenders. */
const AT_THE_TILL = [
  'platform.checkout:write',
  'platform.previews:read',
  'platform.tenders:reserve',
];

/** What no context owns: everything to those who run the chain, and the platform's own permissions. */
export const PLATFORM_GRANTS: RoleGrants = {
  'chain-ops': ['*'],
  // The gateway's one call, and what it asks contexts for, of which each knows its own permissions only.
  'store-manager': AT_THE_TILL,
  'front-desk': AT_THE_TILL,
  'privacy-officer': ['platform.exports:read'],
  subscriber: ['platform.events:read'],
};

/** True when a pattern such as `booking.*:read` covers a permission such as `booking.visits:read`. */
function covers(pattern: string, permission: string): boolean {
  if (pattern === '*') return true;
  const [things, action] = permission.split(':') as [string, string];
  const [allowedThings, allowedAction] = pattern.split(':') as [string, string];
  const thingsFit =
    allowedThings === things ||
    (allowedThings.endsWith('.*') && things.startsWith(allowedThings.slice(0, -1)));
  return thingsFit && (allowedAction === '*' || allowedAction === action);
}

/** Answers kept at most: as many as roles and permissions can be combined in earnest. */
const MAX_ANSWERS = 10_000;

/**
 * Which role may do what, out of the grants of all contexts of the process. A permission is `<context>.<things>:<action>`;
 * `*` stands for one whole part. Deny by default: what no role names is denied.
 */
export class Permissions {
  /** Permits nothing. */
  static readonly NONE = new Permissions();

  private readonly answers = new Map<string, boolean>();

  private constructor(
    private readonly grants: ReadonlyMap<string, readonly string[]> = new Map(),
  ) {}

  /** @throws Error when a context names a role that there is not, or a permission of another context */
  static of(
    contexts: readonly { readonly name: string; readonly roles?: RoleGrants }[],
  ): Permissions {
    const grants = new Map(Object.entries(PLATFORM_GRANTS));
    for (const { name, roles = {} } of contexts)
      for (const [role, patterns] of Object.entries(roles)) {
        if (!Object.hasOwn(ROLES, role)) throw new Error(`${name} grants to ${role}: no such role`);
        const foreign = patterns.find((pattern) => !pattern.startsWith(`${name}.`));
        if (foreign !== undefined)
          throw new Error(`${name} grants ${foreign}, which is not a permission of its own`);
        grants.set(role, [...(grants.get(role) ?? []), ...patterns]);
      }
    return new Permissions(grants);
  }

  /** True when one of the roles covers the permission. Unknown roles cover nothing. */
  permits(roles: readonly string[], permission: string): boolean {
    const question = `${roles.join(',')}|${permission}`;
    let answer = this.answers.get(question);
    if (answer === undefined) {
      answer = roles.some((role) =>
        this.patternsOf(role).some((pattern) => covers(pattern, permission)),
      );
      if (this.answers.size > MAX_ANSWERS) this.answers.clear();
      this.answers.set(question, answer);
    }
    return answer;
  }

  /** The patterns that a role is granted; none of an unknown one. */
  patternsOf(role: string): readonly string[] {
    return this.grants.get(role) ?? [];
  }
}
