import { withViewer } from "#lib/dal/access";
import { readJson } from "#lib/dal/read-json";
import { respondJson } from "#lib/dal/respond";
import { giveReveal, listReveals } from "#lib/dal/reveals";

export const GET = withViewer("reveal", async (viewer, request) =>
  respondJson({ ok: true, value: await listReveals(viewer, new URL(request.url).searchParams) }),
);

export const POST = withViewer("reveal", async (viewer, request) => {
  const body = await readJson(request);
  return respondJson(body.ok ? await giveReveal(viewer, request.headers.has("authorization"), body.value) : body);
});
