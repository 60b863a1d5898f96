import { withViewer } from "#lib/dal/access";
import { listCases } from "#lib/dal/cases";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer, request) => respondJson(await listCases(viewer, new URL(request.url).searchParams)));
