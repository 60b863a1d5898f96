import { withViewer } from "#lib/dal/access";
import { respondJson } from "#lib/dal/respond";
import { listTokens } from "#lib/dal/sessions";

export const GET = withViewer("read", async (viewer, request) => respondJson(await listTokens(viewer, new URL(request.url).searchParams)));
