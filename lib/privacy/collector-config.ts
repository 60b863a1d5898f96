import { stringify } from "yaml";
import { extraPatterns, KEY_PATTERNS, MACHINES_KEYS } from "./collector-keys.ts";
import { LITERALS, STATEMENT_KEYS, VALUE_PATTERNS } from "./collector-patterns.ts";
import type { MaskingPolicy, PrivacyRules } from "./policy.ts";

const MASK = "[masked]";

/** Where the masked spans go; the rest of the file is the same for everybody. */
export interface CollectorTarget {
  readonly endpoint: string;
}

/** A Collector's configuration (contrib) that masks by the same list before anything is stored, as YAML. */
export function collectorConfig(policy: MaskingPolicy, rules: PrivacyRules, { endpoint }: CollectorTarget): string {
  const kept = [...policy.keptKeys].sort();
  const config = {
    receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:4318" }, grpc: { endpoint: "127.0.0.1:4317" } } } },
    processors: {
      "redaction/personal": {
        allow_all_keys: true,
        redact_all_types: true,
        summary: "silent",
        ignored_keys: [...new Set([...kept, ...MACHINES_KEYS])],
        blocked_key_patterns: [...KEY_PATTERNS.map(({ pattern }) => pattern), ...extraPatterns(rules)].map(inConfig),
        blocked_values: VALUE_PATTERNS.map(({ pattern }) => inConfig(pattern)),
      },
      "transform/personal": {
        error_mode: "propagate",
        trace_statements: [
          { context: "span", statements: STATEMENT_KEYS.map(maskLiterals) },
          {
            context: "span",
            statements: VALUE_PATTERNS.flatMap(({ pattern }) =>
              ["name", "status.message", "trace_state"].map((field) => maskField(field, pattern)),
            ),
          },
          { context: "spanevent", statements: VALUE_PATTERNS.map(({ pattern }) => maskField("name", pattern)) },
          {
            context: "scope",
            statements: VALUE_PATTERNS.flatMap(({ pattern }) => ["name", "version"].map((field) => maskField(field, pattern))),
          },
        ],
      },
    },
    exporters: { otlphttp: { endpoint } },
    service: {
      pipelines: { traces: { receivers: ["otlp"], processors: ["transform/personal", "redaction/personal"], exporters: ["otlphttp"] } },
    },
  };
  return `${HEAD}${stringify(config, { lineWidth: 0 })}`;
}

const HEAD = `# Made by \`npm run privacy:collector\` from the policy that Loupe masks by: do not edit, run it again.
# OpenTelemetry Collector with the redaction and transform processors (contrib or k8s distribution). See README.md beside it.
`;

/** A dollar sign begins a variable in a Collector's file. */
const inConfig = (text: string): string => text.replaceAll("$", "$$$$");
/** A string within OTTL: a backslash is written twice. */
const quoted = (text: string): string => `"${inConfig(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

const maskField = (field: string, pattern: string): string => `replace_pattern(${field}, ${quoted(pattern)}, ${quoted(MASK)})`;

const maskLiterals = (key: string): string =>
  `replace_pattern(attributes["${key}"], ${quoted(LITERALS)}, ${quoted("'?'")}) where attributes["${key}"] != nil`;
