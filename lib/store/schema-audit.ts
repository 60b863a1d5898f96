import type { Generated } from "kysely";

/** Rows of the audit log; see `migration-audit.ts`. */
export interface AuditTables {
  readonly audit: {
    readonly id: Generated<number>;
    readonly at: number;
    readonly actor: string;
    readonly action: string;
    readonly subject: string;
    readonly detail: string;
    /** SHA-256 over the former row's hash and this row's content, hex; null only between the migration and the first opening. */
    readonly hash: string | null;
  };
  /** One row: where the chain ends. Locked by whoever appends, so that rows come one after the other. */
  readonly audit_head: { readonly one: number; readonly row_id: number; readonly hash: string; readonly row_count: number };
}
