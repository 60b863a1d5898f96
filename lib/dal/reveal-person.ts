import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { formatInstant } from "../contract/instant.ts";
import type { OrderDto } from "../contract/order.ts";
import { auditOpened } from "./audit-opened.ts";
import { findPerson } from "./order-person.ts";
import { activeReveals, openerOf } from "./reveal-spans.ts";

/** Whose order it is, by name or id as it was sent, where this sign-in's reveal of the order holds. */
export async function revealPerson(viewer: Viewer, order: OrderDto): Promise<Pick<OrderDto, "revealed">> {
  const row = (await activeReveals(viewer)).find(({ subject }) => subject === `order/${order.orderId}`);
  if (!row) return {};
  await auditOpened(viewer, row, ["person"]);
  const found = await findPerson(order.traces.map(({ traceId }) => traceId));
  const values: string[] = [];
  const person = found && String(openerOf((value) => values.push(value)).value(found.key, found.value));
  return { revealed: { id: row.id, until: formatInstant(row.until), values, person } };
}
