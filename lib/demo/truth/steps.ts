import type { State } from "#lib/detector/verdict";
import type { ChainId } from "../scenarios.ts";
import type { ServiceName } from "../services.ts";

/**
 * The chains as DOMAIN promises them, written down here a second time on purpose: the ground truth must not move when
 * somebody edits the product's chain file.
 */
export interface PromisedStep {
  readonly id: string;
  readonly service: ServiceName;
  readonly softMs: number | null;
  readonly hardMs: number | null;
  /** Outside callers, SERVER and CONSUMER are reached at their start, any other at its end. */
  readonly reachedAt: "start" | "end";
  readonly consumes?: true;
}

const S = 1_000;
const M = 60_000;
const step = (
  id: string,
  service: ServiceName,
  softMs: number | null,
  hardMs: number | null,
  reachedAt: "start" | "end",
  consumes?: true,
): PromisedStep => ({ id, service, softMs, hardMs, reachedAt, ...(consumes ? { consumes } : {}) });

export const PROMISES: Readonly<Record<ChainId, readonly PromisedStep[]>> = {
  "order-creation": [
    step("api-user", "seller-client", null, null, "start"),
    step("mes-api", "mes-api", 30 * S, 2 * M, "start"),
    step("rabbitmq", "mes-api", 30 * S, 2 * M, "end"),
    step("crm-api", "crm-api", 2 * M, 10 * M, "start", true),
    step("crm-db", "crm-api", 30 * S, 2 * M, "end"),
  ],
  "price-calculation": [
    step("mes-api", "mes-api", null, null, "start"),
    step("storage", "mes-api", 30 * S, 2 * M, "end"),
    step("price", "mes-api", M, 5 * M, "end"),
    step("rabbitmq", "mes-api", 30 * S, 2 * M, "end"),
    step("crm-api", "crm-api", 2 * M, 10 * M, "start", true),
    step("crm-db", "crm-api", 30 * S, 2 * M, "end"),
  ],
  "order-confirmation": [
    step("crm", "crm", null, null, "start"),
    step("crm-api", "crm-api", 30 * S, 2 * M, "start"),
    step("rabbitmq", "crm-api", 30 * S, 2 * M, "end"),
    step("mes-api", "mes-api", 2 * M, 10 * M, "start", true),
    step("mes-db", "mes-api", 30 * S, 2 * M, "end"),
  ],
  "active-orders": [
    step("mes", "mes", null, null, "start"),
    step("mes-api", "mes-api", 30 * S, 2 * M, "start"),
    step("mes-db", "mes-api", 3 * S, M, "end"),
  ],
};

/** What would be a wrong accusation of work that went well. */
export const ACCUSATIONS: readonly State[] = ["stuck", "failed"];
