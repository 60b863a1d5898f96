import { decodeOrderIdParam } from "#lib/contract/order-param";
import { withViewer } from "#lib/dal/access";
import { getOrderHistory } from "#lib/dal/order-as-of";
import { respondJson } from "#lib/dal/respond";

type Context = { readonly params: Promise<{ readonly orderId: string }> };

export const GET = withViewer<Context>("read", async (viewer, _request, { params }) =>
  respondJson(await getOrderHistory(viewer, decodeOrderIdParam((await params).orderId))),
);
