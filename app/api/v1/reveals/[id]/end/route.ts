import { withViewer } from "#lib/dal/access";
import { respondJson } from "#lib/dal/respond";
import { endReveal } from "#lib/dal/reveals";

type Context = { readonly params: Promise<{ readonly id: string }> };

export const POST = withViewer<Context>("reveal", async (viewer, _request, { params }) =>
  respondJson(await endReveal(viewer, (await params).id)),
);
