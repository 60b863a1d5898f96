import type { Migration } from "./flavour.ts";

/**
 * Series by minute, hour and day. `rollup_counted`: which spans of a trace are in them; `rollup_events`: what an order's executions added,
 * so that it can be taken out again.
 */
export const rollupsMigration: Migration = ({ real, int, clustered }) => [
  `create table rollup_series (id ${int} primary key, key_hash text not null unique, kind text not null, a text not null, b text not null,
     first_minute ${int} not null, last_minute ${int} not null)`,
  `create table rollup_cells (series ${int} not null, step ${int} not null, bucket ${int} not null, count ${int} not null, errors ${int} not null,
     timeouts ${int} not null, sketch text not null, tally text not null, exemplars text not null, primary key (series, step, bucket))${clustered}`,
  `create table rollup_counted (trace_id text not null, part ${int} not null, at ${real} not null, ids text not null, primary key (trace_id, part))${clustered}`,
  "create index rollup_counted_by_age on rollup_counted (at)",
  `create table rollup_events (key_hash text primary key, at ${real} not null, events text not null)${clustered}`,
  "create index rollup_events_by_age on rollup_events (at)",
  `create table markers (id text primary key, at ${real} not null, text text not null, service text, author text not null, created_at ${real} not null)`,
  "create index markers_by_time on markers (at, id)",
];
