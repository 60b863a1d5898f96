import type { AuditStore } from "./audit-store.ts";
import { openBeside } from "./open-beside.ts";
import { createAuditStore } from "./sql-audit-store.ts";

/** The audit log alone, to be read. @throws Error where there is no store, or none with a chain */
export async function openAudit(url: string): Promise<Pick<AuditStore, "verify" | "head"> & { close(): Promise<void> }> {
  const db = await openBeside(url, "audit_head", "The store holds no audit chain that can be read");
  const { verify, head } = createAuditStore(db);
  return { verify, head, close: () => db.destroy() };
}
