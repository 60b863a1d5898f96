import { z } from "zod";
import { backtestSchema, startBacktestSchema } from "./backtest.ts";
import {
  chainConfigSchema,
  configCheckSchema,
  configTextSchema,
  configVersionPageSchema,
  configVersionTextSchema,
  revertConfigSchema,
  saveConfigSchema,
  saveDeadlinesSchema,
} from "./settings.ts";

/** The chain file, its versions, and what a change of it would have done. */
export const SETTINGS_CALLS = [
  { path: "/chain-config", summary: "The chain file that holds now, and where it comes from", answer: chainConfigSchema },
  {
    path: "/chain-config/check",
    summary: "What is wrong with a chain file, or what it would change",
    body: configTextSchema,
    answer: configCheckSchema,
  },
  {
    path: "/chain-config/save",
    summary: "A new version of the chain file; 409 where somebody was faster",
    body: saveConfigSchema,
    answer: chainConfigSchema,
  },
  { path: "/chain-config/deadlines", summary: "A new version with other deadlines", body: saveDeadlinesSchema, answer: chainConfigSchema },
  {
    path: "/chain-config/revert",
    summary: "An older version (0: the operator's file) as a new one",
    body: revertConfigSchema,
    answer: chainConfigSchema,
  },
  { path: "/chain-config/versions", summary: "Versions of the chain file, newest first", answer: configVersionPageSchema },
  { path: "/chain-config/versions/{number}", summary: "One version, and the text that it replaced", answer: configVersionTextSchema },
  {
    path: "/backtests",
    summary: "Tries other deadlines, or another chain file, on the past",
    body: startBacktestSchema,
    answer: backtestSchema,
  },
  { path: "/backtests/{id}", summary: "How far a trial is, and what came of it", answer: backtestSchema },
  { path: "/backtests/{id}/cancel", summary: "Ends a trial", body: z.object({}), answer: backtestSchema },
] as const;
