import { withViewer } from "#lib/dal/access";
import { startBacktest } from "#lib/dal/backtest";
import { MOST_CONFIG_BYTES, readJson } from "#lib/dal/read-json";
import { respondJson } from "#lib/dal/respond";

export const POST = withViewer("deadlines", async (viewer, request) => {
  const body = await readJson(request, MOST_CONFIG_BYTES);
  return respondJson(body.ok ? startBacktest(viewer, body.value) : body);
});
