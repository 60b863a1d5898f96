import { withViewer } from "#lib/dal/access";
import { addMarker, listMarkers } from "#lib/dal/markers";
import { readJson } from "#lib/dal/read-json";
import { respondJson } from "#lib/dal/respond";

export const GET = withViewer("read", async (viewer, request) => respondJson(await listMarkers(viewer, new URL(request.url).searchParams)));

export const POST = withViewer("manage-cases", async (viewer, request) => {
  const body = await readJson(request);
  const added = body.ok ? await addMarker(viewer, body.value) : body;
  return added.ok ? Response.json(added.value, { status: 201, headers: { "cache-control": "no-store" } }) : respondJson(added);
});
