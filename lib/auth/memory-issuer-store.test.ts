import { issuerContract } from "../store/contract-issuer.ts";
import type { Store } from "../store/open.ts";
import { memoryAuthStore } from "./memory-auth-store.ts";

// What the tests of sign-in stand on promises what the databases do.
issuerContract(async () => ({ auth: memoryAuthStore(), close: async () => undefined }) as unknown as Store);
