import "server-only";
import type { Viewer } from "../auth/viewer.ts";
import type { LinkTemplate } from "../contract/link-template.ts";
import { runtime } from "../runtime.ts";

/** The operator's links to other tools, for the page to fill in with what stands on it, which is masked already. */
export const readLinks = (_viewer: Viewer): readonly LinkTemplate[] => runtime().links ?? [];
