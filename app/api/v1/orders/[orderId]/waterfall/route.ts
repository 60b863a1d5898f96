import { decodeOrderIdParam } from "#lib/contract/order-param";
import { WATERFALL_MIME } from "#lib/contract/waterfall";
import { withViewer } from "#lib/dal/access";
import { respondGzip } from "#lib/dal/respond";
import { getOrderWaterfall } from "#lib/dal/waterfalls";

type Context = { readonly params: Promise<{ readonly orderId: string }> };

export const GET = withViewer<Context>("read", async (viewer, _request, { params }) =>
  respondGzip(await getOrderWaterfall(viewer, decodeOrderIdParam((await params).orderId)), WATERFALL_MIME),
);
