/** What a value is, so far as its key or its shape tells. */
export type Kind = (typeof KINDS)[number];

export const KINDS = ["user", "email", "phone", "name", "address", "ip", "card", "document", "secret"] as const;

export interface MaskingPolicy {
  /** Keys that are never personal whatever their value looks like: the order's id, the message's id. Lower case. */
  readonly keptKeys: ReadonlySet<string>;
  /** The operator's own list: keys to hide beyond those that are known. Lower case. */
  readonly extraKeys: ReadonlyMap<string, Kind>;
}

/** Ids that people search by and joins are made of. */
const KEPT = ["messaging.message.id", "messaging.message_id", "messaging.message.conversation_id", "db.user", "enduser.role"];

/** What the operator's file says; see `load-policy.ts`. */
export interface PrivacyRules {
  readonly extraKeys: Readonly<Record<string, Kind>>;
  readonly keptKeys: readonly string[];
}

export const NO_RULES: PrivacyRules = { extraKeys: {}, keptKeys: [] };

export const makePolicy = (orderIdKeys: readonly string[], { extraKeys, keptKeys }: PrivacyRules = NO_RULES): MaskingPolicy => ({
  keptKeys: new Set([...KEPT, ...orderIdKeys, ...keptKeys].map((key) => key.toLowerCase())),
  extraKeys: new Map(Object.entries(extraKeys).map(([key, kind]) => [key.toLowerCase(), kind])),
});
