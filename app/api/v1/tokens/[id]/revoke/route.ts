import { withViewer } from "#lib/dal/access";
import { respondJson } from "#lib/dal/respond";
import { revokeToken } from "#lib/dal/sessions";

type Context = { readonly params: Promise<{ readonly id: string }> };

export const POST = withViewer<Context>("read", async (viewer, _request, { params }) =>
  respondJson(await revokeToken(viewer, (await params).id)),
);
