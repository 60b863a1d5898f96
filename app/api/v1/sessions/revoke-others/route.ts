import { withViewer } from "#lib/dal/access";
import { respondJson } from "#lib/dal/respond";
import { revokeOtherSessions } from "#lib/dal/sessions";

export const POST = withViewer("read", async (viewer) => respondJson(await revokeOtherSessions(viewer)));
