import "server-only";
import { runtime } from "../runtime.ts";

/** The gallery holds no data of anybody's, but a door that production does not need stays shut: only a bench or a developer's start sets this. */
export const isGalleryOpen = (): boolean => runtime().gallery === true;
