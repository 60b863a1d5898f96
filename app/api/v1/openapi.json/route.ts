import { withViewer } from "#lib/dal/access";
import { readApiDescription } from "#lib/dal/api-description";

export const GET = withViewer("read", (viewer) => Response.json(readApiDescription(viewer)));
