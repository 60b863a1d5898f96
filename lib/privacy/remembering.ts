const MOST = 20_000;
const LONGEST = 500;

/**
 * A pure function that remembers. Two generations: what was not asked for while 20,000 others were is forgotten. Evicting the oldest key by key would
 * cost more than it saves, because a Map steps over each deleted key. Long texts are seldom seen twice.
 */
export function remembering<T>(make: (text: string) => T): (text: string) => T {
  let young = new Map<string, T>();
  let old = young;
  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known;
    const made = old.get(text) ?? make(text);
    if (text.length > LONGEST) return made;
    if (young.size >= MOST) {
      old = young;
      young = new Map();
    }
    young.set(text, made);
    return made;
  };
}
