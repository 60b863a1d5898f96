import { withViewer } from "#lib/dal/access";
import { getDeadlines } from "#lib/dal/deadlines";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer) => respondJson(await getDeadlines(viewer)));
