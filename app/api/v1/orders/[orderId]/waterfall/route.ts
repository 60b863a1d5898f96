import { decodeOrderIdParam } from "#lib/contract/order-param";
import { WATERFALL_MIME } from "#lib/contract/waterfall";
import { withViewer } from "#lib/dal/access";
import { readAsOf } from "#lib/dal/as-of";
import { respondGzip } from "#lib/dal/respond";
import { wantsMasked } from "#lib/dal/wants-masked";
import { getOrderWaterfall } from "#lib/dal/waterfalls";

type Context = { readonly params: Promise<{ readonly orderId: string }> };

export const GET = withViewer<Context>("read", async (viewer, request, { params }) => {
  const asOf = readAsOf(new URL(request.url).searchParams);
  const orderId = decodeOrderIdParam((await params).orderId);
  return respondGzip(asOf.ok ? await getOrderWaterfall(viewer, orderId, asOf.value, wantsMasked(request)) : asOf, WATERFALL_MIME);
});
