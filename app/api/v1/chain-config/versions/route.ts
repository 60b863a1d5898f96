import { withViewer } from "#lib/dal/access";
import { listConfigVersions } from "#lib/dal/config-versions";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer, request) =>
  respondJson(await listConfigVersions(viewer, new URL(request.url).searchParams)),
);
