import { withViewer } from "#lib/dal/access";
import { openStream } from "#lib/dal/stream";

export const GET = withViewer("read", (viewer, request) => openStream(viewer, request));
