/**
 * The house as a table: which rooms there are, on which floor, and which doors lead sideways. A room may import from every floor below its own;
 * from its own floor only through a door listed here. `rooms.test.ts` holds every import against it.
 */
export interface Room {
  /** A folder or file, from the checkout's top. */
  readonly path: string;
  readonly floor: number;
  /** Rooms on the same floor (or, for tests and tools, above) that it may enter, each with its reason. */
  readonly doors?: Readonly<Record<string, string>>;
}

export const ROOMS: readonly Room[] = [
  { path: "lib/base", floor: 0 },
  { path: "lib/setup", floor: 0 },

  { path: "lib/trace", floor: 1 },
  { path: "lib/chains", floor: 1, doors: { "lib/trace": "matches spans" } },

  { path: "lib/detector", floor: 2 },
  { path: "lib/privacy", floor: 2 },
  { path: "lib/contract", floor: 2, doors: { "lib/detector": "the states and causes are the detector's words" } },
  { path: "lib/layout", floor: 2 },
  { path: "lib/rollups", floor: 2, doors: { "lib/detector": "executions are counted by what was said of them" } },

  { path: "lib/store", floor: 3 },
  { path: "lib/sources", floor: 3, doors: { "lib/store": "the embedded source is a view of the span store" } },
  { path: "lib/auth", floor: 3, doors: { "lib/store": "sessions and the issuer's records are rows" } },
  { path: "lib/notify", floor: 3, doors: { "lib/store": "takes what is to be told from the outbox" } },

  { path: "lib/pipeline", floor: 4 },
  { path: "lib/runtime.ts", floor: 4, doors: { "lib/pipeline": "the types of its status and feeds" } },
  {
    path: "lib/dal",
    floor: 4,
    doors: {
      "lib/runtime.ts": "the adapters that wiring picked",
      "lib/pipeline": "the type of its status, what is counted of cases",
      "lib/server": "how an order's id stands in a path",
    },
  },
  {
    path: "lib/server",
    floor: 4,
    doors: { "lib/runtime.ts": "answers for its health", "lib/pipeline": "what is counted of cases" },
  },
  { path: "lib/env.ts", floor: 4, doors: { "lib/server": "the type of the configuration" } },
  {
    path: "lib/wiring.ts",
    floor: 4,
    doors: { "lib/server": "is told the configuration, makes the receiver", "lib/pipeline": "builds it", "lib/runtime.ts": "fills it" },
  },
  {
    path: "lib/server/main.ts",
    floor: 4,
    doors: {
      "lib/server": "starts its parts",
      "lib/wiring.ts": "starts what it wires",
      "lib/env.ts": "npm start reads it",
      "lib/runtime.ts": "provides it",
    },
  },
  {
    path: "lib/server/doctor",
    floor: 4,
    doors: { "lib/server": "looks at what it would start with", "lib/env.ts": "npm run doctor reads the environment" },
  },
  {
    path: "lib/server/rotate-keys.ts",
    floor: 4,
    doors: { "lib/env.ts": "npm run keys:rotate reads where the store is, and what opens it" },
  },
  {
    path: "lib/server/print-collector.ts",
    floor: 4,
    doors: { "lib/env.ts": "npm run privacy:collector reads which files the policy is in" },
  },
  { path: "lib/server/verify-audit.ts", floor: 4, doors: { "lib/env.ts": "npm run audit:verify reads where the store is" } },
  {
    path: "lib/demo",
    floor: 4,
    doors: {
      "lib/server/main.ts": "runs the server",
      "lib/server": "configures it",
      "lib/runtime.ts": "waits for it",
      "lib/pipeline": "is held against it, in process",
      "lib/wiring.ts": "the same, without a socket",
      "lib/env.ts": "hands secrets on",
    },
  },

  { path: "components", floor: 5 },
  { path: "app", floor: 6 },
  { path: "e2e", floor: 7 },
];
