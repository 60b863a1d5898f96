import { withViewer } from "#lib/dal/access";
import { getChainCards } from "#lib/dal/chain-dashboards";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer, request) =>
  respondJson(await getChainCards(viewer, new URL(request.url).searchParams)),
);
