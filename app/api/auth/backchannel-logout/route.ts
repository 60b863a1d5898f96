import { gate } from "#lib/auth/gate";

export const POST = (request: Request): Promise<Response> => gate().backChannelLogout(request);
