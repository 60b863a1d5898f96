import { z } from "zod";
import { revokedSchema, sessionsQuerySchema, sessionsSchema, tokensSchema } from "./session.ts";

/** Who is signed in where. */
export const SESSION_CALLS = [
  {
    path: "/sessions",
    summary: "One's own sessions; everybody's with the right `sessions`",
    query: sessionsQuerySchema,
    answer: sessionsSchema,
  },
  {
    path: "/sessions/{id}/revoke",
    summary: "Ends a session: one's own, or anybody's with the right `sessions`",
    body: z.object({}),
    answer: revokedSchema,
  },
  { path: "/sessions/revoke-others", summary: "Ends all of one's own but the one that asks", body: z.object({}), answer: revokedSchema },
  {
    path: "/tokens",
    summary: "One's own tokens of the API; everybody's with the right `sessions`",
    query: sessionsQuerySchema,
    answer: tokensSchema,
  },
  {
    path: "/tokens/{id}/revoke",
    summary: "Ends a token: one's own, or anybody's with the right `sessions`",
    body: z.object({}),
    answer: revokedSchema,
  },
] as const;
