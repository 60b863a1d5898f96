import { withViewer } from "#lib/dal/access";
import { getHeatmap } from "#lib/dal/heatmap";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer, request) => respondJson(await getHeatmap(viewer, new URL(request.url).searchParams)));
