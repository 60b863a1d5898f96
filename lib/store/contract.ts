import { describe } from "node:test";
import { auditContract } from "./contract-audit.ts";
import { authContract } from "./contract-auth.ts";
import { casesContract } from "./contract-cases.ts";
import { indexContract } from "./contract-index.ts";
import { issuerContract } from "./contract-issuer.ts";
import { revealsContract } from "./contract-reveals.ts";
import { rollupsContract } from "./contract-rollups.ts";
import { searchContract } from "./contract-search.ts";
import { settingsContract } from "./contract-settings.ts";
import { spansContract } from "./contract-spans.ts";
import type { OpenFresh } from "./fresh-store.ts";

/** What every database under Loupe has to do: run by `sqlite.test.ts` and `postgres.integration.test.ts` alike. */
export function storeContract(name: string, openFresh: OpenFresh): void {
  describe(`store on ${name}`, () => {
    spansContract(openFresh);
    searchContract(openFresh);
    indexContract(openFresh);
    authContract(openFresh);
    auditContract(openFresh);
    casesContract(openFresh);
    rollupsContract(openFresh);
    issuerContract(openFresh);
    revealsContract(openFresh);
    settingsContract(openFresh);
  });
}
