import { withViewer } from "#lib/dal/access";
import { testRoute } from "#lib/dal/notifications";
import { readJson } from "#lib/dal/read-json";
import { respondJson } from "#lib/dal/respond";

export const POST = withViewer("configure", async (viewer, request) => {
  const body = await readJson(request);
  return respondJson(body.ok ? await testRoute(viewer, body.value) : body);
});
