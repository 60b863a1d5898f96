import { err, ok, type Result } from "#lib/base/result";
import { HOUR_MS, MINUTE_MS, type Ms, SECOND_MS } from "#lib/base/time";
import { SCENARIO_NAMES } from "./scenarios.ts";

/** `npm run demo` as it was asked for (API.md, "Starting it from a script"). */
export interface DemoOptions {
  readonly json: boolean;
  readonly traffic: boolean;
  readonly historyMs: Ms;
  readonly ordersPerMinute: number;
  /** In the order given: `all=0` first zeroes the rest. */
  readonly scenarios: readonly (readonly [name: string, rate: number])[];
  readonly seed: number;
  readonly port: number;
  readonly otlpPort: number;
  /** Null: a fresh temporary folder. */
  readonly dataDir: string | null;
  readonly sources: readonly string[];
  readonly exportUrl: string | null;
  readonly chainsFile: string | null;
}

export const USAGE = `npm run demo -- [flags]
  --json                  one line of JSON on standard output when ready
  --no-traffic            no simulated company
  --history 2h            how much past is made first: 30s, 90m, 6h, 1d; 0 for none
  --orders-per-minute 20  history and live traffic
  --scenario NAME=RATE    repeatable; RATE from 0 to 1; all=0 first to have only those named
                          ${SCENARIO_NAMES.slice(0, 9).join(", ")},
                          ${SCENARIO_NAMES.slice(9).join(", ")}
  --seed 1                same seed and flags: same orders, scenarios, ids and relative times
  --port 3000  --otlp-port 4318      0 picks free ones
  --data DIR              where everything is kept; goes on with what is there
  --source KIND=URL       repeatable: embedded, jaeger=http://…, tempo=http://…
  --export URL            where the company sends its OTLP (…/v1/traces)
  --chains FILE           the chain file`;

type Draft = { -readonly [Key in keyof DemoOptions]: DemoOptions[Key] };
/** Takes the flag's value; answers what is wrong with it, or null. */
type Take = (draft: Draft, value: string) => string | null;

const FLAGS: Readonly<Record<string, Take>> = {
  "--history": (draft, value) => {
    const parsed = /^(\d+(?:\.\d+)?)(s|m|h|d)$/.exec(value);
    if (value !== "0" && !parsed) return "must be a length of time such as 90m, 2h or 1d, or 0 for none";
    const units = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: 24 * HOUR_MS };
    draft.historyMs = parsed ? Number(parsed[1]) * units[parsed[2] as keyof typeof units] : 0;
    return draft.historyMs > 14 * units.d ? "is more than 14 days: give a shorter one" : null;
  },
  "--orders-per-minute": (draft, value) => {
    draft.ordersPerMinute = Number(value);
    return isNumber(value) && draft.ordersPerMinute <= 10_000 ? null : "must be a number from 0 to 10000";
  },
  "--scenario": (draft, value) => {
    const [name = "", rate = ""] = value.split("=");
    if (name !== "all" && !SCENARIO_NAMES.includes(name)) return `names no scenario: give all or one of ${SCENARIO_NAMES.join(", ")}`;
    if (!isNumber(rate) || Number(rate) > 1) return `needs a rate from 0 to 1, such as ${name}=0.1`;
    draft.scenarios = [...draft.scenarios, [name, Number(rate)]];
    return null;
  },
  "--seed": (draft, value) => {
    draft.seed = Number(value);
    return /^-?\d{1,15}$/.test(value) ? null : "must be a whole number";
  },
  "--port": (draft, value) => {
    draft.port = Number(value);
    return portFault(value);
  },
  "--otlp-port": (draft, value) => {
    draft.otlpPort = Number(value);
    return portFault(value);
  },
  "--data": (draft, value) => {
    draft.dataDir = value;
    return value === "" ? "needs a folder" : null;
  },
  "--source": (draft, value) => {
    draft.sources = [...draft.sources, value];
    if (value === "embedded") return null;
    const [, url] = /^(?:jaeger|tempo)=(.+)$/.exec(value) ?? [];
    return url && isHttp(url) ? null : "must be embedded, jaeger=http://… or tempo=http://…";
  },
  "--export": (draft, value) => {
    draft.exportUrl = value;
    return isHttp(value) ? null : "must be an http or https address, such as http://127.0.0.1:4318/v1/traces";
  },
  "--chains": (draft, value) => {
    draft.chainsFile = value;
    return value === "" ? "needs a file" : null;
  },
};

const SWITCHES: Readonly<Record<string, (draft: Draft) => void>> = {
  "--json": (draft) => {
    draft.json = true;
  },
  "--no-traffic": (draft) => {
    draft.traffic = false;
  },
};

/** Every fault at once, each with the flag's name and its cure. `--flag value` and `--flag=value` are alike. */
export function parseOptions(args: readonly string[]): Result<DemoOptions, readonly string[]> {
  const draft: Draft = {
    json: false,
    traffic: true,
    historyMs: 2 * HOUR_MS,
    ordersPerMinute: 20,
    scenarios: [],
    seed: 1,
    port: 3000,
    otlpPort: 4318,
    dataDir: null,
    sources: [],
    exportUrl: null,
    chainsFile: null,
  };
  const faults: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [, flag = "", glued] = /^(--[a-z-]+)(?:=(.*))?$/s.exec(args[i]!) ?? [];
    const turn = SWITCHES[flag];
    const take = FLAGS[flag];
    if (turn && glued === undefined) turn(draft);
    else if (turn) faults.push(`${flag} takes no value`);
    else if (!take)
      faults.push(`${args[i]} is no flag of the demo: there are ${[...Object.keys(SWITCHES), ...Object.keys(FLAGS)].join(", ")}`);
    else {
      const value = glued ?? args[++i];
      const fault = value === undefined || (glued === undefined && value.startsWith("--")) ? "needs a value" : take(draft, value);
      if (fault) faults.push(`${flag}${value === undefined ? "" : ` ${value}`}: ${fault}`);
    }
  }
  if (draft.sources.length === 0) draft.sources = ["embedded"];
  if (draft.traffic && draft.exportUrl === null && !draft.sources.includes("embedded")) {
    faults.push("--source without the embedded one needs --export URL (where the company sends its spans), or --no-traffic");
  }
  return faults.length > 0 ? err(faults) : ok(draft);
}

const isNumber = (text: string): boolean => /^\d+(\.\d+)?(e-?\d+)?$|^\.\d+$/.test(text);

const isHttp = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

const portFault = (text: string): string | null =>
  /^\d{1,5}$/.test(text) && Number(text) < 65_536 ? null : "must be a port from 0 (any free one) to 65535";
