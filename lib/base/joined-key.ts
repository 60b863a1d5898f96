/**
 * Joins two names into one key, each pair once: a text that is put together anew has to be hashed anew wherever it is looked up.
 * @param most pairs that are remembered, where names come from outside
 */
export function createJoinedKeys(separator: string, most = 10_000): (first: string, second: string) => string {
  const known = new Map<string, Map<string, string>>();
  let size = 0;
  return (first, second) => {
    const before = known.get(first)?.get(second);
    if (before !== undefined) return before;
    if (size >= most) {
      known.clear();
      size = 0;
    }
    const key = `${first}${separator}${second}`;
    const seconds = known.get(first);
    if (seconds) seconds.set(second, key);
    else known.set(first, new Map([[second, key]]));
    size++;
    return key;
  };
}
