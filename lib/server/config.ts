import type { ApiClientConfig, DirectoryConfig, ExternalIssuerConfig, SessionLimits } from "../auth/config.ts";
import type { LinkTemplate } from "../contract/link-template.ts";
import type { HttpAuth } from "../sources/http/http-client.ts";

export { DEFAULT_ISSUER, DEFAULT_SESSION } from "../auth/config.ts";
export type { ApiClientConfig, DirectoryConfig, ExternalIssuerConfig, SessionLimits };

/** Everything the server must be told; `lib/env.ts` reads it from the environment, the demo makes it itself. No secret has a default. */
export interface ServerConfig {
  /** The address people type. Null: derived from the bound host and port once listening (port 0 in tests and in the demo). */
  readonly baseUrl: string | null;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Null: no OTLP listener (a source elsewhere is the only one). */
  readonly otlp: { readonly host: string; readonly port: number } | null;
  /** Who may send spans, as CIDRs. Nothing: this machine and `allowedCidrs`. */
  readonly otlpAllowedCidrs?: readonly string[];
  /** Next's development server instead of the build in `.next`. */
  readonly dev: boolean;
  /** The checkout: where `.next` and `app/` are. */
  readonly rootDir: string;
  readonly dataDir: string;
  /** `sqlite:PATH` or `postgres://…`. */
  readonly storeUrl: string;
  /** At least 32 characters. Client secret, cookie and record encryption keys are derived from it. */
  readonly authSecret: string;
  /** The one before, for as long as what it sealed has to open: a day. */
  readonly authSecretPrevious?: string | null;
  /** Who may connect at all, as CIDRs. Empty: nobody. */
  readonly allowedCidrs: readonly string[];
  /** Whose `x-forwarded-for` is believed. Empty: nobody's. */
  readonly trustedProxyCidrs: readonly string[];
  readonly directory: DirectoryConfig | null;
  /** Null: the bundled issuer over `directory`. */
  readonly issuer: ExternalIssuerConfig | null;
  readonly apiClients: readonly ApiClientConfig[];
  /** `embedded`, `jaeger=http://…`, `tempo=http://…`. */
  readonly sources: readonly string[];
  /** How the backends of each kind are asked; nothing special where left out. */
  readonly sourceAccess?: Readonly<Partial<Record<"jaeger" | "tempo", SourceAccess>>>;
  /** How far back the first scan of a backend begins. */
  readonly scanBackMs?: number;
  /** Null: the four critical chains. */
  readonly chainsFile: string | null;
  /** Whom to tell of what hangs. Null: nobody. */
  readonly routesFile?: string | null;
  /** What to mask beyond what is known. Null: nothing more. */
  readonly privacyFile?: string | null;
  readonly retention: { readonly maxAgeMs: number; readonly maxBytes: number };
  readonly session: SessionLimits;
  /** For `/metrics` from elsewhere than loopback. Null: loopback only. */
  readonly metricsToken: string | null;
  /** What one person may ask a second, for long; addresses and the whole are measured by it (`lib/auth/request-throttle.ts`). */
  readonly requestsPerSecond?: number;
  /** Ways out to other tools, offered on the pages of orders and traces. */
  readonly links?: readonly LinkTemplate[] | undefined;
}

/** Credentials and limits for one kind of backend. */
export interface SourceAccess {
  readonly auth: HttpAuth;
  readonly headers: Readonly<Record<string, string>>;
  readonly tenant: { readonly header: string; readonly value: string } | null;
  readonly tls: { readonly caPem?: string; readonly clientCertPem?: string; readonly clientKeyPem?: string };
  readonly timeoutMs: number | null;
  /** The longest a span may take from its end to being found in the backend, and still be read. */
  readonly latenessMs: number | null;
  /** Jaeger only: which of its APIs; `auto` asks it. */
  readonly api: "auto" | "v1" | "v3";
}

export interface RunningServer {
  readonly url: string;
  /** `http://…/v1/traces`; null without an OTLP listener. */
  readonly otlpUrl: string | null;
  readonly tokenUrl: string;
  close(): Promise<void>;
}

/** `${issuer}/token` with the issuer mounted at `/oidc`; where API clients get their tokens. */
export const tokenUrlOf = (config: ServerConfig, baseUrl: string): string => (config.issuer ? config.issuer.url : `${baseUrl}/oidc/token`);
