import { withViewer } from "#lib/dal/access";
import { respondJson } from "#lib/dal/respond";
import { listSessions } from "#lib/dal/sessions";

export const GET = withViewer("read", async (viewer, request) =>
  respondJson(await listSessions(viewer, new URL(request.url).searchParams)),
);
