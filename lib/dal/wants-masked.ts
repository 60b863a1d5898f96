/** `?masked`: nothing of what is revealed to the viewer is to stand in the answer; for files, and for pages that know of no reveal. */
export const wantsMasked = (request: Request): boolean => new URL(request.url).searchParams.has("masked");
