import { withViewer } from "#lib/dal/access";
import { respondJson } from "#lib/dal/respond";
import { getSources } from "#lib/dal/sources";

export const GET = withViewer("read", async (viewer) => respondJson(await getSources(viewer)));
