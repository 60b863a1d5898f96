import { withViewer } from "#lib/dal/access";
import { listExecutions } from "#lib/dal/executions";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer, request) =>
  respondJson(await listExecutions(viewer, new URL(request.url).searchParams)),
);
