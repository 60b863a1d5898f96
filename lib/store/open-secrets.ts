import type { AuthStore } from "./auth-store.ts";
import { openBeside } from "./open-beside.ts";
import { createAuthStore } from "./sql-auth-store.ts";

/** The store's secrets and its audit log. @throws Error where there is no store, or none of this version */
export async function openSecrets(url: string): Promise<AuthStore & { close(): Promise<void> }> {
  const db = await openBeside(url, "marks", "The store cannot be read");
  return { ...createAuthStore(db), close: () => db.destroy() };
}
