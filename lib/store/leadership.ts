import pg from "pg";

/**
 * Who of several Loupes over one database reads the sources and judges. SQLite's file is one process' own (`hold-file.ts`), so that one always leads;
 * on PostgreSQL the one that holds an advisory lock does. The database lets go of it when the connection ends, so after a kill −9 another takes over
 * the next time it asks.
 */
export interface Leadership {
  /** Asked before every round. False as well while the database cannot be asked: whoever cannot prove that it leads does not. */
  leads(): Promise<boolean>;
  close(): Promise<void>;
}

export const soleLeader: Leadership = { leads: async () => true, close: async () => {} };

/** Any constant, another than those of migrations and writers. */
const LOCK = 0x6c6f757067;
const TIMEOUT_MS = 5_000;

export function createLeadership(url: string, log?: (message: string) => void): Leadership {
  let client: pg.Client | null = null;
  let holds = false;

  const drop = async (): Promise<void> => {
    const old = client;
    client = null;
    if (holds) log?.("another Loupe may lead now: the connection that held the lead is lost");
    holds = false;
    await old?.end().catch(() => {});
  };

  const connect = async (): Promise<pg.Client> => {
    const fresh = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: TIMEOUT_MS, query_timeout: TIMEOUT_MS });
    // Without a listener a lost connection would end the process; the next question finds out.
    fresh.on("error", () => void drop());
    await fresh.connect();
    return fresh;
  };

  const ask = async (): Promise<boolean> => {
    try {
      client ??= await connect();
      if (holds) await client.query("select 1");
      else {
        const { rows } = await client.query<{ got: boolean }>("select pg_try_advisory_lock($1) as got", [LOCK]);
        holds = rows[0]?.got === true;
      }
      return holds;
    } catch {
      await drop();
      return false;
    }
  };
  /** Two who ask at once get one answer: each with a connection of its own, one of them would hold the lock against the other. */
  let asking: Promise<boolean> | null = null;

  return {
    leads() {
      asking ??= ask().finally(() => {
        asking = null;
      });
      return asking;
    },
    async close() {
      const old = client;
      client = null;
      holds = false;
      await old?.end().catch(() => {});
    },
  };
}
