import "server-only";
import { err, ok, type Result } from "../base/result.ts";
import type { ScopeText } from "../contract/range-query.ts";
import { shortName } from "../rollups/series-key.ts";
import { runtime } from "../runtime.ts";
import type { Series } from "../store/rollup-store.ts";
import { currentMasker } from "./masking.ts";
import { badRequest, type Problem } from "./problem.ts";

/** A scope with what it is kept as. */
export interface Scope {
  readonly kind: ScopeText["kind"];
  readonly text: string;
  readonly a: string;
  readonly b: string;
  /** null: nothing was ever counted. */
  readonly series: Series | null;
  /** Whose telemetry it rests on. */
  readonly services: readonly string[];
  /** Its name has no series of its own, it is among the service's others. */
  readonly amongOthers: boolean;
}

/** A chain or step that the chain file does not know is a mistake; a service or operation that nobody has heard of is data. */
export async function findScope({ kind, rest, text }: ScopeText): Promise<Result<Scope, Problem>> {
  const { chains } = runtime();
  if (kind === "service") return ok(await toScope("service", text, [[rest, ""]], (a) => [a]));
  if (kind === "operation") return ok(await toScope("operation", text, splits(rest), (a) => [a]));
  const ids = kind === "chain" ? [[rest, ""] as const] : splits(rest);
  const found = ids.flatMap(([id, stepId]) => {
    const chain = chains.chains.find((one) => one.id === id);
    const step = chain?.steps.find((one) => one.id === stepId);
    return chain && (kind === "chain" || step) ? [{ id, stepId, services: chain.steps.flatMap((one) => one.services) }] : [];
  })[0];
  if (!found) {
    const known = chains.chains.map((one) => (kind === "chain" ? one.id : one.steps.map((step) => `${one.id}/${step.id}`).join(", ")));
    return err(badRequest("scope", `knows no such ${kind}; there are ${known.join(", ")}`));
  }
  // Without any one of its services no execution of the chain would end. An outside caller is heard where it is instrumented; its absence says nothing about the chain.
  return ok(await toScope(kind, text, [[found.id, found.stepId]], () => found.services.filter((service) => !isOutside(service))));
}

/** Services that are only ever callers at a chain's beginning: many are not instrumented at all. */
function isOutside(service: string): boolean {
  const steps = runtime().chains.chains.flatMap((chain) => chain.steps);
  return steps.filter((step) => step.services.includes(service)).every((step) => step.role === "caller");
}

async function toScope(
  kind: Scope["kind"],
  text: string,
  names: readonly (readonly [string, string])[],
  servicesOf: (a: string) => readonly string[],
): Promise<Scope> {
  const { rollups } = runtime();
  const candidates: Series[] = [];
  for (const a of new Set(names.map(([first]) => shortName(first)))) candidates.push(...(await rollups.listSeries([kind, "others"], a)));
  for (const [a, b] of names) {
    const series = candidates.find((one) => one.kind === kind && one.a === shortName(a) && one.b === shortName(b));
    if (series) return { kind, text, a, b, series, services: servicesOf(a), amongOthers: false };
  }
  const masked = findMasked(names, await rollups.listSeries([kind]));
  if (masked) return { kind, text, a: masked.a, b: masked.b, series: masked, services: servicesOf(masked.a), amongOthers: false };
  const [a, b] = names[0]!;
  return { kind, text, a, b, series: null, services: servicesOf(a), amongOthers: candidates.some((one) => one.kind === "others") };
}

/** Pages and lists give names masked: an operation that carries an e-mail address is found again by what stands there instead. */
function findMasked(names: readonly (readonly [string, string])[], series: readonly Series[]): Series | undefined {
  const masker = currentMasker();
  return series.find((one) => {
    const [a, b] = [masker.text(one.a), masker.text(one.b)];
    return (a !== one.a || b !== one.b) && names.some(([first, second]) => first === a && second === b);
  });
}

/** `a/b/c` may be a and b/c, or a/b and c; each as it stands, and percent-decoded once more. */
function splits(rest: string): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (let at = rest.indexOf("/"); at >= 0 && found.length < 40; at = rest.indexOf("/", at + 1)) {
    const pair = [rest.slice(0, at), rest.slice(at + 1)] as const;
    found.push(pair, [decode(pair[0]), decode(pair[1])]);
  }
  return found;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
