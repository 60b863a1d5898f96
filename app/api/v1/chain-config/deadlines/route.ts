import { withViewer } from "#lib/dal/access";
import { MOST_CONFIG_BYTES, readJson } from "#lib/dal/read-json";
import { respondJson } from "#lib/dal/respond";
import { saveDeadlines } from "#lib/dal/settings";

export const POST = withViewer("deadlines", async (viewer, request) => {
  const body = await readJson(request, MOST_CONFIG_BYTES);
  return respondJson(body.ok ? await saveDeadlines(viewer, body.value) : body);
});
