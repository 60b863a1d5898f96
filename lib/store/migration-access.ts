import type { Migration } from "./flavour.ts";

/**
 * Who is signed in where, and what they may see: sessions with where they began and the issuer's own ids (for signing out there, and for its
 * back-channel logout), tokens by their owner, and the values that somebody revealed for a while.
 */
export const accessMigration: Migration = ({ real, int }) => [
  `alter table sessions add column may_reveal ${int} not null default 0`,
  "alter table sessions add column address text",
  "alter table sessions add column agent text",
  "alter table sessions add column issuer_sid text",
  "alter table sessions add column id_token text",
  "alter table sessions add column issuer_sub text",
  "alter table sessions add column refresh_token text",
  `alter table sessions add column refreshed_at ${real}`,
  "create index sessions_by_issuer_sub on sessions (issuer_sub)",
  "create index sessions_by_issuer_sid on sessions (issuer_sid)",
  "alter table issuer_records add column account text",
  "alter table issuer_records add column client text",
  `alter table issuer_records add column created_at ${real}`,
  `alter table issuer_records add column last_used_at ${real}`,
  "create index issuer_records_by_account on issuer_records (account, model)",
  "create index issuer_records_by_client on issuer_records (client, model)",
  // Failed tries and known addresses, under keys that name nobody: what slows guessing down holds for every replica and over restarts.
  `create table marks (id text primary key, key text not null, at ${real} not null, until_at ${real} not null)`,
  "create index marks_by_key on marks (key, at)",
  "create index marks_by_end on marks (until_at)",
  `create table reveals (id text primary key, credential text not null, sub text not null, subject text not null, reason text not null,
     given_at ${real} not null, until_at ${real} not null)`,
  "create index reveals_by_credential on reveals (credential, until_at)",
  "create index reveals_by_end on reveals (until_at)",
];
