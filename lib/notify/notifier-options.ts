import type { Clock } from "../base/time.ts";
import type { CaseChange } from "../detector/cases/case.ts";
import type { CaseStore } from "../store/case-store.ts";
import type { OutboxStore } from "../store/outbox-store.ts";
import type { Composing } from "./compose.ts";
import type { Route } from "./routes.ts";
import type { send } from "./targets/send.ts";

export interface NotifierOptions {
  readonly routes: readonly Route[];
  readonly outbox: OutboxStore;
  readonly cases: CaseStore;
  /** Asked anew each time: chains may be changed while running. */
  readonly composing: () => Composing;
  /** Told of cases whose people were told. */
  readonly onChange: (changes: readonly CaseChange[]) => void;
  /** Of several Loupes over one store, one tells. */
  readonly leads: () => Promise<boolean>;
  readonly clock: Clock;
  readonly log: (message: string) => void;
  readonly deliver?: typeof send;
}
