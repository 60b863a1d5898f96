import { withViewer } from "#lib/dal/access";
import { respondJson } from "#lib/dal/respond";
import { getServices } from "#lib/dal/service-dashboards";

export const GET = withViewer("read", async (viewer, request) => respondJson(await getServices(viewer, new URL(request.url).searchParams)));
