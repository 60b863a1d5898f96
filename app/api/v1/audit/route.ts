import { withViewer } from "#lib/dal/access";
import { respondAudit } from "#lib/dal/audit-list";

export const GET = withViewer("audit", (viewer, request) => respondAudit(viewer, new URL(request.url).searchParams));
