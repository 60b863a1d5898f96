import { withViewer } from "#lib/dal/access";
import { readAsOf } from "#lib/dal/as-of";
import { getBoard } from "#lib/dal/board";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer, request) => {
  const asOf = readAsOf(new URL(request.url).searchParams);
  return respondJson(asOf.ok ? await getBoard(viewer, asOf.value) : asOf);
});
