/** What a schema cannot see: names that must exist, be unique, and not go in circles. */
import type { Mistake, YamlPath as Path } from "#lib/base/read-yaml";
import type { ChainFile } from "./schema.ts";

export const findMistakes = (file: ChainFile): readonly Mistake[] => [
  ...findDuplicates(file),
  ...findUnknownAfter(file),
  ...findCycles(file),
  ...findRoleMistakes(file),
  ...findEmptyPredicates(file),
];

const findDuplicates = (file: ChainFile): readonly Mistake[] => {
  const mistakes: Mistake[] = [];
  const chains = new Set<string>();
  file.chains.forEach((chain, c) => {
    if (chains.has(chain.id)) mistakes.push({ path: ["chains", c, "id"], reason: `chain id "${chain.id}" is used twice` });
    chains.add(chain.id);
    const steps = new Set<string>();
    chain.steps.forEach((step, s) => {
      if (steps.has(step.id))
        mistakes.push({ path: ["chains", c, "steps", s, "id"], reason: `step id "${step.id}" is used twice in chain "${chain.id}"` });
      steps.add(step.id);
    });
  });
  return mistakes;
};

const findUnknownAfter = (file: ChainFile): readonly Mistake[] => {
  const known = new Map(file.chains.map((chain) => [chain.id, chain]));
  return file.chains.flatMap((chain, c) =>
    chain.after.flatMap((id, a): readonly Mistake[] => {
      const path = ["chains", c, "after", a];
      const before = known.get(id);
      if (!before) return [{ path, reason: `chain "${chain.id}" comes after "${id}", which is not in the file` }];
      if (before.keyed_by !== "order" || chain.keyed_by !== "order")
        return [{ path, reason: `"${chain.id}" after "${id}": only chains keyed by order have an order among them` }];
      return [];
    }),
  );
};

/** One mistake per chain that reaches itself: short chains of chains, so a plain walk is enough. */
const findCycles = (file: ChainFile): readonly Mistake[] => {
  const after = new Map(file.chains.map((chain) => [chain.id, chain.after]));
  return file.chains.flatMap((chain, c): readonly Mistake[] => {
    const seen = new Set<string>();
    const queue = [...chain.after];
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      if (id === chain.id) return [{ path: ["chains", c, "after"], reason: `chain "${chain.id}" comes after itself` }];
      if (seen.has(id)) continue;
      seen.add(id);
      queue.push(...(after.get(id) ?? []));
    }
    return [];
  });
};

/** No condition matches every span: never what was meant. */
const findEmptyPredicates = (file: ChainFile): readonly Mistake[] =>
  file.chains.flatMap((chain, c) => [
    ...emptyAmong(chain.signs, ["chains", c, "signs"]),
    ...chain.steps.flatMap((step, s) => emptyAmong(step.match, ["chains", c, "steps", s, "match"])),
  ]);

const emptyAmong = (predicates: ChainFile["chains"][number]["signs"], path: Path): readonly Mistake[] =>
  predicates.flatMap(({ attributes, ...conditions }, p): readonly Mistake[] => {
    const stated = Object.keys(conditions).length + Object.keys(attributes ?? {}).length;
    return stated > 0 ? [] : [{ path: [...path, p], reason: "a predicate that states no condition: it would match every span" }];
  });

/** The roles that lean on a neighbour need it. */
const findRoleMistakes = (file: ChainFile): readonly Mistake[] =>
  file.chains.flatMap((chain, c) =>
    chain.steps.flatMap((step, s): readonly Mistake[] => {
      const path = ["chains", c, "steps", s];
      const mistakes: Mistake[] = [];
      if (step.role === "caller" && s > 0)
        mistakes.push({ path: [...path, "role"], reason: `step "${step.id}": a caller can only be the first step` });
      if (step.role === "consume" && chain.steps[s - 1]?.role !== "publish")
        mistakes.push({ path: [...path, "role"], reason: `step "${step.id}": a consume step comes right after a publish step` });
      if (step.soft !== undefined && step.hard !== undefined && step.soft > step.hard)
        mistakes.push({ path: [...path, "soft"], reason: `step "${step.id}": \`soft\` is longer than \`hard\`` });
      if (step.or_next_begins && s === chain.steps.length - 1)
        mistakes.push({ path: [...path, "or_next_begins"], reason: `step "${step.id}" is the last: no next step begins` });
      if (s === 0 && (step.soft !== undefined || step.hard !== undefined))
        mistakes.push({
          path: [...path, step.soft === undefined ? "hard" : "soft"],
          reason: `step "${step.id}" is the first: no deadline runs towards it`,
        });
      return mistakes;
    }),
  );
