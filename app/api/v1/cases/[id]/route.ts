import { withViewer } from "#lib/dal/access";
import { getCase } from "#lib/dal/cases";
import { respondJson } from "#lib/dal/respond";

type Context = { readonly params: Promise<{ readonly id: string }> };

export const GET = withViewer<Context>("read", async (viewer, _request, { params }) =>
  respondJson(await getCase(viewer, (await params).id)),
);
