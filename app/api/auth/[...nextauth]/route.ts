import { gate } from "#lib/auth/gate";

const handle = (request: Request): Promise<Response> => gate().handleAuthRoute(request);

export { handle as GET, handle as POST };
