import { withViewer } from "#lib/dal/access";
import { getBoard } from "#lib/dal/board";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer) => respondJson(await getBoard(viewer)));
