import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import { describeApi } from "../contract/openapi.ts";
import { runtime } from "../runtime.ts";

export const readApiDescription = (_viewer: Viewer): object => describeApi(runtime().baseUrl);
