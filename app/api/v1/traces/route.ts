import { withViewer } from "#lib/dal/access";
import { respondJson } from "#lib/dal/respond";
import { findTraces } from "#lib/dal/spread-traces";

export const GET = withViewer("read", async (viewer, request) => respondJson(await findTraces(viewer, new URL(request.url).searchParams)));
