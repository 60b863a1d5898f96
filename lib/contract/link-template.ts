/**
 * Ways out of Loupe: addresses of other tools as the operator wrote them, filled in for one order, trace or span.
 *
 *     LINKS=Jaeger=https://jaeger.example/trace/{traceId};Logs=https://logs.example/?q={orderId}&from={from}&to={to}
 *
 * Free of zod, so that the browser can have it for nothing: templates go to the page, values are those that stand on it.
 */
export interface LinkTemplate {
  readonly name: string;
  readonly template: string;
}

/** What is known where a link stands; a template that needs more is not offered there. Every value is one that the reader may see. */
export interface LinkValues {
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  readonly orderId?: string | undefined;
  readonly service?: string | undefined;
  /** Unix milliseconds of the first and last thing that happened. */
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
}

const PLACEHOLDERS = ["traceId", "spanId", "orderId", "service", "from", "to", "fromMs", "toMs"] as const;
type Placeholder = (typeof PLACEHOLDERS)[number];

const BRACED = /\{([^{}]*)\}/g;

/** @returns the templates, and every fault with its cure */
export function parseLinks(text: string): { readonly links: readonly LinkTemplate[]; readonly faults: readonly string[] } {
  const links: LinkTemplate[] = [];
  const faults: string[] = [];
  for (const pair of text.split(";")) {
    if (pair.trim() === "") continue;
    const cut = pair.indexOf("=");
    const [name, template] = [pair.slice(0, cut).trim(), pair.slice(cut + 1).trim()];
    if (cut < 1 || name === "" || name.includes("://"))
      faults.push(`"${pair.trim()}" is no pair: write Name=https://…{traceId}, several by semicolons`);
    else {
      const fault = findFault(template);
      if (fault === null) links.push({ name, template });
      else faults.push(`${name}: ${fault}`);
    }
  }
  return { links, faults };
}

function findFault(template: string): string | null {
  const address = /^(https?:\/\/)([^/?#]*)(.*)$/is.exec(template);
  if (!address) return `"${template}" must be an http or https address`;
  const [, , host = "", rest = ""] = address;
  if (host.includes("{")) return "a placeholder may stand after the host only";
  if (host.includes("@")) return "an address with a name or password would be shown to every reader";
  const strange = [...rest.matchAll(BRACED)].find(([, name]) => !(PLACEHOLDERS as readonly string[]).includes(name ?? ""));
  if (strange)
    return `knows no ${strange[0]}: one of ${PLACEHOLDERS.map((one) => `{${one}}`).join(" ")}; a brace that is meant as such is %7B or %7D`;
  if (/[{}]/.test(rest.replaceAll(BRACED, ""))) return "has a brace without its other half; one that is meant as such is %7B or %7D";
  if (!URL.canParse(template.replaceAll(BRACED, "0"))) return `"${template}" is no address`;
  return null;
}

/** Logs are written a little before and after the spans that speak of them. */
const ASIDE_MS = 60_000;

/** What `lib/privacy` puts in place of a person finds nothing elsewhere. */
const PSEUDONYM = /\b(user|email|phone|name|address|ip|card|document)-[0-9a-f]{4,12}\b|\[hidden\]/;

/** The address, every value percent-encoded; null where it needs what is not known here. */
export function expandLink({ template }: LinkTemplate, values: LinkValues): string | null {
  let known = true;
  const url = template.replaceAll(BRACED, (_, name: Placeholder) => {
    const value = readValue(name, values);
    if (value === undefined || value === "") known = false;
    return encodeURIComponent((value ?? "").toWellFormed());
  });
  return known ? url : null;
}

function readValue(name: Placeholder, { startMs, endMs, ...values }: LinkValues): string | undefined {
  const from = startMs === undefined ? undefined : Math.floor(startMs - ASIDE_MS);
  const to = endMs === undefined ? undefined : Math.ceil(endMs + ASIDE_MS);
  switch (name) {
    case "from":
      return writeInstant(from);
    case "to":
      return writeInstant(to);
    case "fromMs":
      return from?.toString();
    case "toMs":
      return to?.toString();
    case "service":
      return values.service !== undefined && PSEUDONYM.test(values.service) ? undefined : values.service;
    default:
      return values[name];
  }
}

/** A clock that is wrong by centuries has no date to write. */
const writeInstant = (ms: number | undefined): string | undefined =>
  ms === undefined || Math.abs(ms) > 8.64e15 ? undefined : new Date(ms).toISOString();

export interface OutLink {
  readonly name: string;
  readonly url: string;
}

/** Those of the operator's links that lead somewhere from here. */
export const expandLinks = (templates: readonly LinkTemplate[], values: LinkValues): readonly OutLink[] =>
  templates.flatMap((one) => {
    const url = expandLink(one, values);
    return url === null ? [] : [{ name: one.name, url }];
  });
