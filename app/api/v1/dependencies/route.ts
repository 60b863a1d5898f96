import { withViewer } from "#lib/dal/access";
import { getDependencies } from "#lib/dal/dependencies";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer, request) =>
  respondJson(await getDependencies(viewer, new URL(request.url).searchParams)),
);
