import { withViewer } from "#lib/dal/access";
import { respondJson } from "#lib/dal/respond";
import { getSpan } from "#lib/dal/traces";
import { wantsMasked } from "#lib/dal/wants-masked";

type Context = { readonly params: Promise<{ readonly traceId: string; readonly spanId: string }> };

export const GET = withViewer<Context>("read", async (viewer, request, { params }) => {
  const { traceId, spanId } = await params;
  return respondJson(await getSpan(viewer, traceId, spanId, wantsMasked(request)));
});
