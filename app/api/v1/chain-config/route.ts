import { withViewer } from "#lib/dal/access";
import { respondJson } from "#lib/dal/respond";
import { getChainConfig } from "#lib/dal/settings";

export const GET = withViewer("read", async (viewer) => respondJson(await getChainConfig(viewer)));
