import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type AuditPageDto, type AuditQueryDto, type AuditRowDto, parseAuditQuery } from "../contract/audit.ts";
import { openCursor, sealCursor } from "../contract/cursor.ts";
import { formatInstant } from "../contract/instant.ts";
import { runtime } from "../runtime.ts";
import type { AuditQuery, AuditRow, AuditVerdict } from "../store/audit-store.ts";
import { auditAct } from "./audit.ts";
import { currentMasker } from "./masking.ts";
import { badRequest, type Problem, respondProblem } from "./problem.ts";
import { respondJson } from "./respond.ts";

/** Rows of one file: beyond it the range is to be made shorter, and the file says so in its last line. */
const MOST_EXPORTED = 50_000;
const EXPORT_PAGE = 1_000;

export async function listAudit(_viewer: Viewer, params: URLSearchParams): Promise<Result<AuditPageDto, Problem>> {
  const query = parseAuditQuery(params);
  if (!query.ok) return err({ kind: "bad-request", ...query.error });
  const { cursor, limit } = query.value;
  const opened = cursor === undefined ? undefined : openCursor("audit", cursor);
  if (opened === null || (opened !== undefined && !/^\d{1,15}$/.test(opened)))
    return err(badRequest("cursor", "is not one that this call gave out"));
  const { audit } = runtime();
  const rows = await audit.list({ ...storeQuery(query.value), limit: limit + 1, ...(opened !== undefined && { before: Number(opened) }) });
  const items = rows.slice(0, limit);
  const { hash, count } = await audit.head();
  return ok({
    items: items.map(toDto),
    nextCursor: rows.length > limit ? sealCursor("audit", String(items.at(-1)!.id)) : null,
    head: { hash, count },
    partial: false,
    warnings: [],
  });
}

/** What there is to filter by. */
export const auditNames = (_viewer: Viewer) => runtime().audit.names(200);

/** The whole chain is walked: for a million rows some ten seconds, in slices between which others are served. */
export async function verifyAudit(viewer: Viewer): Promise<AuditVerdict> {
  const verdict = await runtime().audit.verify();
  await auditAct(viewer, "audit.verified", "audit", { whole: verdict.whole, rows: verdict.rows });
  return verdict;
}

const storeQuery = ({ actor, action, subject, from, to }: AuditQueryDto): Omit<AuditQuery, "limit"> =>
  ({ actor, action, subject, from, to }) as Omit<AuditQuery, "limit">;

/** Names of colleagues are what the log is for; what else stands in it (an order's id, a comment) leaves masked as everywhere. */
function toDto({ id, at, actor, action, subject, detail, hash }: AuditRow): AuditRowDto {
  const order = /^order\//.test(subject) ? subject : currentMasker().text(subject);
  return { id, at: formatInstant(at), actor, action, subject: order, detail: maskDetail(detail), hash };
}

/** Who it was (`name`) stays; texts that people wrote are masked. */
function maskDetail(detail: string): string {
  const masker = currentMasker();
  try {
    const parsed = JSON.parse(detail) as unknown;
    if (typeof parsed !== "object" || parsed === null) return masker.text(detail);
    return JSON.stringify(
      Object.fromEntries(
        Object.entries(parsed).map(([key, value]) => [key, typeof value === "string" && key !== "name" ? masker.text(value) : value]),
      ),
    );
  } catch {
    return masker.text(detail);
  }
}

/** As JSON, or as a file where `format=csv`: that is an export, and itself a row. */
export async function respondAudit(viewer: Viewer, params: URLSearchParams): Promise<Response> {
  if (params.get("format") !== "csv") return respondJson(await listAudit(viewer, params));
  const query = parseAuditQuery(params);
  if (!query.ok) return respondProblem({ kind: "bad-request", ...query.error });
  await auditAct(viewer, "export.audit", "audit", { query: params.toString().slice(0, 300) });
  const lines = [COLUMNS.join(",")];
  let before: number | undefined;
  for (;;) {
    const rows = await runtime().audit.list({ ...storeQuery(query.value), limit: EXPORT_PAGE, ...(before !== undefined && { before }) });
    lines.push(...rows.map((row) => toCsvLine(toDto(row))));
    before = rows.at(-1)?.id;
    if (rows.length < EXPORT_PAGE) break;
    if (lines.length > MOST_EXPORTED) {
      lines.push(`# more than ${MOST_EXPORTED} rows: ask for a shorter range`);
      break;
    }
  }
  return new Response(`${lines.join("\r\n")}\r\n`, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="audit.csv"',
      "cache-control": "no-store",
    },
  });
}

const COLUMNS = ["id", "at", "actor", "action", "subject", "detail", "hash"] as const;

const toCsvLine = (row: AuditRowDto): string => COLUMNS.map((column) => csvCell(String(row[column]))).join(",");

/** A table program runs what begins like a formula: an apostrophe before it makes it text. */
export const csvCell = (text: string): string => {
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
};
