import { withViewer } from "#lib/dal/access";
import { problem } from "#lib/dal/problem";

const answer = withViewer("read", () =>
  problem(404, "not-found", "Not found", "This version of Loupe has no such call; see /api/v1/openapi.json."),
);

/** Whatever no other route names: known to signed-in callers only, so that a stranger cannot even map the calls. */
export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
