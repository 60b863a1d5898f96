import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { runtime } from "../runtime.ts";

/** The chains as pages name them: titles, steps and deadlines, without the matching. */
export const readChainWords = (_viewer: Viewer) =>
  runtime().chains.chains.map(({ id, title, after, keyedBy, steps }) => ({
    id,
    title,
    after,
    keyedBy,
    steps: steps.map(({ id: stepId, title: stepTitle, softMs, role, services }) => {
      const service = role === "server" || role === "consume" ? (services[0] ?? null) : null;
      return { id: stepId, title: stepTitle, softMs, service };
    }),
  }));
