import { withViewer } from "#lib/dal/access";
import { respondJson } from "#lib/dal/respond";
import { getSpan } from "#lib/dal/traces";

type Context = { readonly params: Promise<{ readonly traceId: string; readonly spanId: string }> };

export const GET = withViewer<Context>("read", async (viewer, _request, { params }) => {
  const { traceId, spanId } = await params;
  return respondJson(await getSpan(viewer, traceId, spanId));
});
