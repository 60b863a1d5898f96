/** What a series is of: `scope=service:mes-api`. Names after the first colon; between two names a slash. */
export const SCOPE_KINDS = ["service", "operation", "chain", "step", "wait"] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

/** Seconds of a bucket. */
export const SERIES_STEPS = [60, 300, 3_600, 86_400] as const;
export type SeriesStep = (typeof SERIES_STEPS)[number];

/** A name that holds a slash or a percent sign is encoded, so that it can be told from the next. */
const part = (name: string): string => name.replaceAll("%", "%25").replaceAll("/", "%2F");

export const serviceScope = (service: string): string => `service:${service}`;
export const operationScope = (service: string, operation: string): string => `operation:${part(service)}/${part(operation)}`;
export const chainScope = (chainId: string): string => `chain:${chainId}`;
export const stepScope = (chainId: string, stepId: string): string => `step:${part(chainId)}/${part(stepId)}`;
export const waitScope = (chainId: string, stepId: string): string => `wait:${part(chainId)}/${part(stepId)}`;
