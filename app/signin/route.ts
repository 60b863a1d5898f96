import { gate } from "#lib/auth/gate";

export const GET = (request: Request): Promise<Response> => gate().beginSignIn(request);
