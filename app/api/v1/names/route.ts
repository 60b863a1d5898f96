import { withViewer } from "#lib/dal/access";
import { getNames } from "#lib/dal/names";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer, request) => respondJson(await getNames(viewer, new URL(request.url).searchParams)));
