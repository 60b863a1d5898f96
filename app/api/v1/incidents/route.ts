import { withViewer } from "#lib/dal/access";
import { getIncidents } from "#lib/dal/incidents";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer, request) =>
  respondJson(await getIncidents(viewer, new URL(request.url).searchParams)),
);
