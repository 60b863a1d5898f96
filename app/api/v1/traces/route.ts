import { withViewer } from "#lib/dal/access";
import { respondJson } from "#lib/dal/respond";
import { searchTraces } from "#lib/dal/traces";

export const GET = withViewer("read", async (viewer, request) =>
  respondJson(await searchTraces(viewer, new URL(request.url).searchParams)),
);
