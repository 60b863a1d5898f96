import { decodeOrderIdParam } from "#lib/contract/order-param";
import { withViewer } from "#lib/dal/access";
import { getOrder } from "#lib/dal/orders";
import { respondJson } from "#lib/dal/respond";

type Context = { readonly params: Promise<{ readonly orderId: string }> };

export const GET = withViewer<Context>("read", async (viewer, _request, { params }) =>
  respondJson(await getOrder(viewer, decodeOrderIdParam((await params).orderId))),
);
