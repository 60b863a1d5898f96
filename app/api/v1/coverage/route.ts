import { withViewer } from "#lib/dal/access";
import { getCoverage } from "#lib/dal/coverage";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer, request) => respondJson(await getCoverage(viewer, new URL(request.url).searchParams)));
