import { withViewer } from "#lib/dal/access";
import { respondJson } from "#lib/dal/respond";
import { getService } from "#lib/dal/service-dashboards";

export const GET = withViewer("read", async (viewer, request) => respondJson(await getService(viewer, new URL(request.url).searchParams)));
