import { withViewer } from "#lib/dal/access";
import { previewPrivacy } from "#lib/dal/privacy";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("configure", async (viewer, request) =>
  respondJson(await previewPrivacy(viewer, new URL(request.url).searchParams.get("trace") ?? "")),
);
