import { withViewer } from "#lib/dal/access";
import { getKpis } from "#lib/dal/kpis";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer, request) => respondJson(await getKpis(viewer, new URL(request.url).searchParams)));
