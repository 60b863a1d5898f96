import { withViewer } from "#lib/dal/access";
import { actOn } from "#lib/dal/cases";
import { readJson } from "#lib/dal/read-json";
import { respondJson } from "#lib/dal/respond";

type Context = { readonly params: Promise<{ readonly id: string }> };

export const POST = withViewer<Context>("manage-cases", async (viewer, request, { params }) => {
  const body = await readJson(request);
  return respondJson(body.ok ? await actOn(viewer, (await params).id, "acknowledge", body.value) : body);
});
