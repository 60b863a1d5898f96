/** Which service a CLIENT span calls: its SERVER child knows best, then the chain file's `peers`, then the name itself. */
import { peerNamesOf } from "./conventions.ts";
import type { Node } from "./span-index.ts";

export const serverBelow = (node: Node): Node | null => {
  let own: Node | null = null;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.span.kind !== "server") continue;
    if (child.span.resource.service !== node.span.resource.service) return child;
    own ??= child;
  }
  return own;
};

/** All names that its peer goes by, for predicates. */
export const peersOf = (node: Node, peers: ReadonlyMap<string, string>): readonly string[] => {
  const below = serverBelow(node);
  const names = peerNamesOf(node.span);
  return [...(below ? [below.span.resource.service] : []), ...names.flatMap((name) => peers.get(name.toLowerCase()) ?? []), ...names];
};

/** The one service that it calls, or null where nobody can tell (an address that the chain file does not map). */
export const calledService = (node: Node, peers: ReadonlyMap<string, string>): string | null => {
  const below = serverBelow(node);
  if (below) return below.span.resource.service;
  const names = peerNamesOf(node.span);
  for (const name of names) {
    const mapped = peers.get(name.toLowerCase());
    if (mapped !== undefined) return mapped;
  }
  return typeof node.span.attributes["peer.service"] === "string" ? node.span.attributes["peer.service"] : null;
};
