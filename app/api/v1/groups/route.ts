import { withViewer } from "#lib/dal/access";
import { listGroups } from "#lib/dal/groups";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer, request) => respondJson(await listGroups(viewer, new URL(request.url).searchParams)));
