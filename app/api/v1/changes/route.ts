import { withViewer } from "#lib/dal/access";
import { getChanges } from "#lib/dal/changes";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer, request) => respondJson(await getChanges(viewer, new URL(request.url).searchParams)));
