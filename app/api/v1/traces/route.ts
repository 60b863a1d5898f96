import { withViewer } from "#lib/dal/access";
import { respondJson } from "#lib/dal/respond";
import { searchShownTraces } from "#lib/dal/shown-traces";

export const GET = withViewer("read", async (viewer, request) =>
  respondJson(await searchShownTraces(viewer, new URL(request.url).searchParams)),
);
