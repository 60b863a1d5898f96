/** What a token of the API may be limited to, each in words. The rights of `lib/auth/roles.ts`, save for revealing what is masked. */
export const API_SCOPES = {
  read: "Orders, traces, executions, cases, masked",
  "manage-cases": "Acknowledge, assign, comment, snooze and resolve cases; markers",
  export: "Lists and series as files",
  report: "The weekly report",
  deadlines: "What is promised of each step, and the objectives",
  configure: "Configuration",
  audit: "Who did what",
  sessions: "Other people's sessions and tokens",
} as const;

export type ApiScope = keyof typeof API_SCOPES;

/** Where the bundled issuer gives tokens; a company's own has its own places, which its discovery names. */
export function securitySchemes(baseUrl: string): object {
  const tokenUrl = `${baseUrl}/oidc/token`;
  const scopes = API_SCOPES;
  return {
    token: { type: "http", scheme: "bearer" },
    oauth: {
      type: "oauth2",
      description:
        "With the bundled issuer. Without a scope a token may all that its owner's role may. Scripts: client credentials; people at a terminal: the device grant, with the client id loupe-device and no secret.",
      flows: { clientCredentials: { tokenUrl, refreshUrl: tokenUrl, scopes } },
      // OpenAPI knows this flow from 3.2 on only.
      "x-deviceAuthorization": { deviceAuthorizationUrl: `${baseUrl}/oidc/device/auth`, tokenUrl, scopes },
    },
  };
}
