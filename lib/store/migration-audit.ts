import type { Migration } from "./flavour.ts";

/** The audit log as a chain of hashes, and its head: see `decisions/005-audit-chain.md`. Rows of before are chained when the store is opened. */
export const auditMigration: Migration = ({ int }) => [
  "alter table audit add column hash text",
  "create index audit_by_actor on audit (actor, id)",
  "create index audit_by_subject on audit (subject, id)",
  "create index audit_by_action on audit (action, id)",
  "create index audit_by_time on audit (at)",
  `create table audit_head (one ${int} primary key, row_id ${int} not null, hash text not null, row_count ${int} not null)`,
  "insert into audit_head (one, row_id, hash, row_count) values (1, 0, '', 0)",
];
