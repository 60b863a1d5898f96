import { withViewer } from "#lib/dal/access";
import { listOrders } from "#lib/dal/orders";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer, request) => respondJson(await listOrders(viewer, new URL(request.url).searchParams)));
