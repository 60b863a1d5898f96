import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely } from "kysely";
import type { Clock } from "#lib/base/time";
import { sealOldRows } from "./audit-chain.ts";
import type { AuditStore } from "./audit-store.ts";
import type { AuthStore } from "./auth-store.ts";
import type { CaseStore } from "./case-store.ts";
import { holdFile } from "./hold-file.ts";
import type { IndexStore } from "./index-store.ts";
import { createLeadership, type Leadership, soleLeader } from "./leadership.ts";
import { migrate } from "./migrations.ts";
import { explainOpenFailure } from "./open-failure.ts";
import type { OutboxStore } from "./outbox-store.ts";
import { postgresDialect } from "./postgres-dialect.ts";
import type { RevealStore } from "./reveal-store.ts";
import type { RollupStore } from "./rollup-store.ts";
import type { SaidStore } from "./said-store.ts";
import type { Tables } from "./schema.ts";
import { NO_SEALING, type Sealing } from "./sealing.ts";
import type { SettingsStore } from "./settings-store.ts";
import type { SpanStore } from "./span-store.ts";
import { createAuditStore } from "./sql-audit-store.ts";
import { createAuthStore } from "./sql-auth-store.ts";
import { createCaseStore } from "./sql-case-store.ts";
import { createIndexStore } from "./sql-index-store.ts";
import { createOutboxStore } from "./sql-outbox-store.ts";
import { createRevealStore } from "./sql-reveal-store.ts";
import { createRollupStore } from "./sql-rollup-store.ts";
import { createSaidStore } from "./sql-said-store.ts";
import { createSettingsStore } from "./sql-settings-store.ts";
import { createSpanStore, type SpanStoreOptions } from "./sql-span-store.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";

export interface Store {
  readonly spans: SpanStore;
  readonly index: IndexStore;
  readonly rollups: RollupStore;
  readonly cases: CaseStore;
  readonly outbox: OutboxStore;
  readonly auth: AuthStore;
  /** Who may see what unmasked for a while. */
  readonly reveals: RevealStore;
  /** Who did and saw what, as a chain of hashes. */
  readonly audit: AuditStore;
  /** The chain file's versions. */
  readonly settings: SettingsStore;
  /** What was said when. */
  readonly said: SaidStore;
  readonly leadership: Leadership;
  close(): Promise<void>;
}

export interface StoreOptions extends Partial<SpanStoreOptions> {
  /** `sqlite:/dir/loupe.db` or `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** SQLite only. `full` (default) survives power loss as far as the disk keeps its word, `normal` a crash of the process. */
  readonly synchronous?: "full" | "normal";
  /** Stamps index rows for their retention. */
  readonly clock?: Clock;
  /** Encrypts what is personal; its keys are among the store's own secrets. Left out: nothing is encrypted. */
  readonly sealing?: (secrets: AuthStore) => Promise<Sealing>;
  readonly log?: (message: string) => void;
}

const DEFAULTS: SpanStoreOptions = {
  orderKeys: ["order_id", "order.id", "app.order.id", "app.order_id"],
  indexedKeys: ["user_id", "user.id", "enduser.id", "messaging.message.id"],
  mostSpans: 100_000,
};

/** Opens, migrates under a lock, and refuses what a newer Loupe wrote. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { flavour, dialect, release } = prepare(options);
  const db = new Kysely<Tables>({ dialect });
  const auth = createAuthStore(db);
  let sealing = NO_SEALING;
  try {
    await migrate(db, flavour);
    await sealOldRows(db);
    sealing = (await options.sealing?.(auth)) ?? sealing;
  } catch (reason) {
    await db.destroy().catch(() => {});
    release();
    throw explainOpenFailure(reason, options.url);
  }
  const clock = options.clock ?? (() => Date.now() as ReturnType<Clock>);
  const spans = createSpanStore(
    db,
    flavour,
    {
      // The chain file may change while the store is open.
      get orderKeys() {
        return options.orderKeys ?? DEFAULTS.orderKeys;
      },
      indexedKeys: options.indexedKeys ?? DEFAULTS.indexedKeys,
      mostSpans: options.mostSpans ?? DEFAULTS.mostSpans,
    },
    sealing,
  );
  const leadership = flavour === "postgres" ? createLeadership(options.url, options.log) : soleLeader;
  return {
    leadership,
    spans,
    index: createIndexStore(db, flavour, clock, sealing),
    rollups: createRollupStore(db, sealing),
    cases: createCaseStore(db, flavour, clock, sealing),
    outbox: createOutboxStore(db, flavour, sealing),
    auth,
    reveals: createRevealStore(db),
    audit: createAuditStore(db),
    settings: createSettingsStore(db, flavour),
    said: createSaidStore(db),
    async close() {
      await leadership.close();
      await spans.close();
      await db.destroy();
      release();
    },
  };
}

function prepare(options: StoreOptions) {
  try {
    return dialectOf(options);
  } catch (reason) {
    throw explainOpenFailure(reason, options.url);
  }
}

/** Nobody else on the machine reads it; SQLite gives its journal and its log the same rights. */
function makePrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  try {
    closeSync(openSync(path, "a", 0o600));
  } catch {
    // SQLite says why it cannot be opened, in words that are explained.
  }
}

function dialectOf({ url, synchronous, log }: StoreOptions) {
  if (url.startsWith("sqlite:")) {
    const path = url.slice("sqlite:".length);
    if (path !== ":memory:") makePrivateFile(path);
    const release = path === ":memory:" ? () => {} : holdFile(path);
    return { flavour: "sqlite" as const, dialect: sqliteDialect(path, synchronous ?? "full"), release };
  }
  if (url.startsWith("postgres://") || url.startsWith("postgresql://")) {
    const onIdleError = (error: Error) => log?.(`store: an idle connection was lost: ${error.message}`);
    return { flavour: "postgres" as const, dialect: postgresDialect(url, onIdleError), release: () => {} };
  }
  throw new Error("A store's address (STORE_URL) begins with sqlite: or postgres://");
}
