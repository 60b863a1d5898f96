import { withViewer } from "#lib/dal/access";
import { getBacktest } from "#lib/dal/backtest";
import { respondJson } from "#lib/dal/respond";

type Context = { readonly params: Promise<{ readonly id: string }> };

export const GET = withViewer<Context>("deadlines", async (viewer, _request, { params }) =>
  respondJson(getBacktest(viewer, (await params).id)),
);
