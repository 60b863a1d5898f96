import { withViewer } from "#lib/dal/access";
import { getChainDashboard } from "#lib/dal/chain-dashboards";
import { respondJson } from "#lib/dal/respond";

type Context = { readonly params: Promise<{ readonly chainId: string }> };

export const GET = withViewer<Context>("read", async (viewer, request, { params }) =>
  respondJson(await getChainDashboard(viewer, (await params).chainId, new URL(request.url).searchParams)),
);
