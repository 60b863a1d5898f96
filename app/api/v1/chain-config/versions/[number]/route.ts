import { withViewer } from "#lib/dal/access";
import { getConfigVersion } from "#lib/dal/config-versions";
import { respondJson } from "#lib/dal/respond";

type Context = { readonly params: Promise<{ readonly number: string }> };

export const GET = withViewer<Context>("read", async (viewer, _request, { params }) =>
  respondJson(await getConfigVersion(viewer, (await params).number)),
);
