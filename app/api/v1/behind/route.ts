import { withViewer } from "#lib/dal/access";
import { getBehind } from "#lib/dal/behind";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer, request) => respondJson(await getBehind(viewer, new URL(request.url).searchParams)));
