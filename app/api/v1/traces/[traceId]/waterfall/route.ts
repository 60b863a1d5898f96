import { WATERFALL_MIME } from "#lib/contract/waterfall";
import { withViewer } from "#lib/dal/access";
import { respondGzip } from "#lib/dal/respond";
import { wantsMasked } from "#lib/dal/wants-masked";
import { getTraceWaterfall } from "#lib/dal/waterfalls";

type Context = { readonly params: Promise<{ readonly traceId: string }> };

export const GET = withViewer<Context>("read", async (viewer, request, { params }) =>
  respondGzip(await getTraceWaterfall(viewer, (await params).traceId, wantsMasked(request)), WATERFALL_MIME),
);
