import { unixMs } from "#lib/base/time";
import { openStore } from "#lib/store/open";
import { sourceContract } from "../contract.ts";
import { createEmbeddedSource } from "./embedded-source.ts";

const orderKeys = ["order_id"];

sourceContract(
  "embedded",
  async () => {
    const store = await openStore({ url: "sqlite::memory:", orderKeys });
    let open = true;
    const close = async () => {
      if (open) await store.close();
      open = false;
    };
    return {
      source: createEmbeddedSource(store.spans),
      push: (spans) => store.spans.append(spans, unixMs(Date.now())),
      settle: async () => {},
      breakIt: close,
      stop: close,
    };
  },
  { orderKeys, manyTraces: 1_500 },
);
