import { withViewer } from "#lib/dal/access";
import { getSeries } from "#lib/dal/series";
import { respondSeries } from "#lib/dal/series-csv";

export const GET = withViewer("read", async (viewer, request) =>
  respondSeries(viewer, await getSeries(viewer, new URL(request.url).searchParams), request),
);
