import type { Migration } from "./flavour.ts";

/** Tables of cases, what happened to them, and what is to be told of them. */
export const casesMigration: Migration = ({ real, int, clustered, serial }) => [
  `create table cases (id text primary key, subject_hash text not null, nth ${int} not null, order_hash text, kind text not null,
     group_id text not null, chain_id text not null, step_id text, state ${int} not null, hangs ${int} not null, severity ${int} not null,
     opened_at ${real} not null, breach_at ${real} not null, acknowledged_at ${real}, resolved_at ${real}, snoozed_until ${real},
     watched ${int} not null, updated_at ${real} not null, version ${int} not null, payload text not null)`,
  "create unique index cases_by_subject on cases (subject_hash, nth)",
  "create index cases_by_opening on cases (opened_at, id)",
  "create index cases_by_state on cases (state, opened_at, id)",
  "create index cases_by_group on cases (group_id, opened_at, id)",
  "create index cases_by_breach on cases (breach_at)",
  "create index cases_by_acknowledgement on cases (acknowledged_at) where acknowledged_at is not null",
  "create index cases_by_resolution on cases (resolved_at) where resolved_at is not null",
  "create index cases_watched on cases (id) where watched = 1",
  "create index cases_snoozed on cases (snoozed_until) where snoozed_until is not null",
  `create table case_events (case_id text not null, version ${int} not null, position ${int} not null, at ${real} not null,
     payload text not null, primary key (case_id, version, position))${clustered}`,
  `create table outbox (id ${serial}, stage text not null default 'signal', dedupe_key text not null unique, route text not null, group_id text, payload text not null,
     created_at ${real} not null, next_at ${real} not null, tries ${int} not null, sent_at ${real}, last_error text)`,
  "create index outbox_due on outbox (stage, next_at, id) where sent_at is null",
  "create index outbox_by_group on outbox (route, group_id, stage, id)",
  "create index outbox_by_sending on outbox (sent_at) where sent_at is not null",
];
