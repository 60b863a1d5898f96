import { withViewer } from "#lib/dal/access";
import { respondJson } from "#lib/dal/respond";
import { getTrace } from "#lib/dal/traces";
import { wantsMasked } from "#lib/dal/wants-masked";

type Context = { readonly params: Promise<{ readonly traceId: string }> };

export const GET = withViewer<Context>("read", async (viewer, request, { params }) =>
  respondJson(await getTrace(viewer, (await params).traceId, wantsMasked(request))),
);
