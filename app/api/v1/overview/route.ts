import { withViewer } from "#lib/dal/access";
import { getOverview } from "#lib/dal/overview";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer) => respondJson(await getOverview(viewer)));
