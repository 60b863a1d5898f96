/**
 * Tempo reads a query in blocks of 1,024 bytes and looks ahead, at the beginning of every attribute and after every number, with a copy
 * of its reader: where the look crosses into the next block, that block is lost to the reader proper, and the query is refused or, worse,
 * another one. Seen on the real one (`decisions/002-long-queries.md`). So no name or number stands across such a border: spaces do.
 *
 *     … span.user_id,··············|·········span.order_id, …          | every 1,024 bytes
 */
const BLOCK = 1_024;
/** What Tempo looks ahead, with room to spare. */
const LOOK = 24;
/** A letter of several bytes across a border moves all later borders by up to three. */
const DRIFT = 3;

export function keepOffBorders(query: string): string {
  if (Buffer.byteLength(query) < BLOCK - LOOK) return query;
  let padded = "";
  let at = 0;
  // Texts may lie across a border: they are read without a look ahead.
  for (const [part] of query.matchAll(/"(?:[^"\\]|\\.)*"|\s+|[^\s"]+(?:"(?:[^"\\]|\\.)*"[^\s"]*)*/gs)) {
    const bytes = Buffer.byteLength(part);
    if (!/^["\s]/.test(part) && bytes < BLOCK / 2) {
      const border = (Math.floor((at + bytes + LOOK) / BLOCK) || 0) * BLOCK;
      const drift = DRIFT * (border / BLOCK);
      if (border > 0 && at < border + LOOK && at + bytes + LOOK > border - drift) {
        const spaces = border + LOOK - at;
        padded += " ".repeat(spaces);
        at += spaces;
      }
    }
    padded += part;
    at += bytes;
  }
  return padded;
}
