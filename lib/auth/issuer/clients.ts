import type { ClientMetadata } from "oidc-provider";
import type { ApiClientConfig } from "../config.ts";
import { deriveText } from "../keys.ts";

/** Loupe's own pages, as a client of its own issuer. */
export const WEB_CLIENT_ID = "loupe-web";
/** For people at a terminal: the device grant, no secret. */
export const DEVICE_CLIENT_ID = "loupe-device";

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

export const webClientSecret = (authSecret: string): string => deriveText(authSecret, "web client secret");

export function issuerClients(baseUrl: string, authSecret: string, apiClients: readonly ApiClientConfig[]): ClientMetadata[] {
  const web: ClientMetadata = {
    client_id: WEB_CLIENT_ID,
    client_secret: webClientSecret(authSecret),
    client_name: "Loupe",
    redirect_uris: [`${baseUrl}/api/auth/callback/loupe`],
    grant_types: ["authorization_code"],
    response_types: ["code"],
    token_endpoint_auth_method: "client_secret_basic",
  };
  const device: ClientMetadata = {
    client_id: DEVICE_CLIENT_ID,
    client_name: "Loupe (terminal)",
    redirect_uris: [],
    response_types: [],
    grant_types: [DEVICE_GRANT, "refresh_token"],
    token_endpoint_auth_method: "none",
  };
  const scripts = apiClients.map(
    (client): ClientMetadata => ({
      client_id: client.id,
      client_secret: client.secret,
      redirect_uris: [],
      response_types: [],
      grant_types: ["client_credentials"],
      token_endpoint_auth_method: "client_secret_basic",
    }),
  );
  return [web, device, ...scripts];
}
