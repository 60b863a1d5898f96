import type { Migration } from "./flavour.ts";

/** Tables of configuration with its versions, and what was said when (see `decisions/004-what-was-said-when.md`). */
export const settingsMigration: Migration = ({ real, int, clustered }) => [
  `create table config_versions (number ${int} primary key, at ${real} not null, actor text not null, note text not null,
     sha text not null, text text not null)`,
  `create table said (execution_hash text not null, known_at ${real} not null, until_at ${real} not null, learnt_at ${real} not null,
     key_hash text not null, execution_id text not null, chain_id text not null, has_order ${int} not null, state ${int} not null, cause text,
     step_id text, since_ms ${real} not null, words text, primary key (execution_hash, known_at))${clustered}`,
  "create index said_by_key on said (key_hash, until_at)",
  "create index said_open on said (until_at, known_at) where state > 1",
  "create index said_gone on said (known_at) where state < 0",
];
