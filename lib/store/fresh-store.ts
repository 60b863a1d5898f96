import type { Store, StoreOptions } from "./open.ts";

/** For the contract suites: opens a store that holds nothing yet. */
export type OpenFresh = (options?: Partial<StoreOptions>) => Promise<Store>;

/** A test's body: opens, uses, closes. */
export const using = (openFresh: OpenFresh, use: (store: Store) => Promise<void>, options?: Partial<StoreOptions>) => async () => {
  const store = await openFresh(options);
  try {
    await use(store);
  } finally {
    await store.close();
  }
};
