import { decodeOrderIdParam } from "#lib/contract/order-param";
import { withViewer } from "#lib/dal/access";
import { readAsOf } from "#lib/dal/as-of";
import { getOrderAsOf } from "#lib/dal/order-as-of";
import { getOrder } from "#lib/dal/orders";
import { respondJson } from "#lib/dal/respond";
import { wantsMasked } from "#lib/dal/wants-masked";

type Context = { readonly params: Promise<{ readonly orderId: string }> };

export const GET = withViewer<Context>("read", async (viewer, request, { params }) => {
  const orderId = decodeOrderIdParam((await params).orderId);
  const asOf = readAsOf(new URL(request.url).searchParams);
  if (!asOf.ok) return respondJson(asOf);
  return respondJson(
    asOf.value === null ? await getOrder(viewer, orderId, !wantsMasked(request)) : await getOrderAsOf(viewer, orderId, asOf.value),
  );
});
