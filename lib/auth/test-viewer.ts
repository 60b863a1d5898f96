import { type Role, rightsOf } from "./roles.ts";
import type { Viewer } from "./viewer.ts";

/** For tests: somebody with a role, as a session would give them. */
export const viewerAs = (role: Role, change: Partial<Viewer> = {}): Viewer => ({
  ...{ kind: "person", sub: "ada", name: "Ada", role, rights: rightsOf(role, false), credential: `credential of ${change.sub ?? "ada"}` },
  ...change,
});
