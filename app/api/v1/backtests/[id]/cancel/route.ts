import { withViewer } from "#lib/dal/access";
import { cancelBacktest } from "#lib/dal/backtest";
import { respondJson } from "#lib/dal/respond";

type Context = { readonly params: Promise<{ readonly id: string }> };

export const POST = withViewer<Context>("deadlines", async (viewer, _request, { params }) =>
  respondJson(cancelBacktest(viewer, (await params).id)),
);
