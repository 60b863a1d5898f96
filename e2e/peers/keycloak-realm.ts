import type { Slapd } from "./start-slapd.ts";

export interface RealmClient {
  readonly id: string;
  readonly secret: string;
  /** Where Loupe is. */
  readonly url: string;
}

export const REALM = "work";

const mapper = (name: string, kind: string, config: Readonly<Record<string, string>>) => ({
  ...{ name, protocol: "openid-connect", protocolMapper: kind, consentRequired: false, config },
});

export const loupeClient = ({ id, secret, url }: RealmClient): object => ({
  ...{ clientId: id, secret, protocol: "openid-connect", publicClient: false, standardFlowEnabled: true },
  redirectUris: [`${url}/api/auth/callback/loupe`],
  attributes: {
    "backchannel.logout.url": `${url}/api/auth/backchannel-logout`,
    "backchannel.logout.session.required": "true",
    "post.logout.redirect.uris": `${url}/signin/ended`,
    "pkce.code.challenge.method": "S256",
  },
  protocolMappers: [groups("true")],
});

const groups = (path: string): object =>
  mapper("groups", "oidc-group-membership-mapper", {
    ...{
      "claim.name": "groups",
      "full.path": path,
      "id.token.claim": "true",
      "access.token.claim": "true",
      "userinfo.token.claim": "true",
    },
  });

/** People and groups from slapd; a client for scripts, one for people at a terminal (its tokens are for "loupe"), one of another service. */
export const realmOf = (slapd: Slapd, scriptSecret: string): object => ({
  realm: REALM,
  enabled: true,
  sslRequired: "none",
  clients: [
    { clientId: "script", secret: scriptSecret, publicClient: false, standardFlowEnabled: false, serviceAccountsEnabled: true },
    {
      ...{ clientId: "terminal", publicClient: true, standardFlowEnabled: false, directAccessGrantsEnabled: true },
      protocolMappers: [
        mapper("for loupe", "oidc-audience-mapper", { "included.custom.audience": "loupe", "access.token.claim": "true" }),
        groups("false"),
      ],
    },
    { clientId: "payroll", publicClient: true, standardFlowEnabled: false, directAccessGrantsEnabled: true },
  ],
  components: { "org.keycloak.storage.UserStorageProvider": [federation(slapd)] },
});

const each = (config: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(config).map(([name, value]) => [name, [value]]));

const federation = (slapd: Slapd): object => ({
  name: "slapd",
  providerId: "ldap",
  subComponents: {
    "org.keycloak.storage.ldap.mappers.LDAPStorageMapper": [
      attribute("username", "uid", "username", "true"),
      attribute("first name", "cn", "firstName", "true"),
      attribute("last name", "sn", "lastName", "true"),
      attribute("email", "mail", "email", "false"),
      {
        name: "groups",
        providerId: "group-ldap-mapper",
        subComponents: {},
        config: each({
          ...{ "groups.dn": slapd.groupBase, "group.name.ldap.attribute": "cn", "group.object.classes": "groupOfNames" },
          ...{ "membership.ldap.attribute": "member", "membership.attribute.type": "DN", "membership.user.ldap.attribute": "uid" },
          ...{
            mode: "READ_ONLY",
            "user.roles.retrieve.strategy": "LOAD_GROUPS_BY_MEMBER_ATTRIBUTE",
            "preserve.group.inheritance": "false",
          },
          ...{ "drop.non.existing.groups.during.sync": "false", "groups.path": "/" },
        }),
      },
    ],
  },
  config: each({
    ...{ enabled: "true", priority: "0", vendor: "other", connectionUrl: slapd.ldapUrl, authType: "simple", editMode: "READ_ONLY" },
    ...{ bindDn: slapd.bindDn, bindCredential: slapd.bindPassword, usersDn: slapd.userBase, searchScope: "2", importEnabled: "true" },
    ...{ usernameLDAPAttribute: "uid", rdnLDAPAttribute: "uid", uuidLDAPAttribute: "entryUUID", userObjectClasses: "inetOrgPerson" },
    // Asked anew each time: a leaver is one at once.
    ...{ cachePolicy: "NO_CACHE", pagination: "false", fullSyncPeriod: "-1", changedSyncPeriod: "-1", trustEmail: "true" },
  }),
});

const attribute = (name: string, ldap: string, model: string, mandatory: string): object => ({
  name,
  providerId: "user-attribute-ldap-mapper",
  subComponents: {},
  config: each({
    ...{ "ldap.attribute": ldap, "user.model.attribute": model, "is.mandatory.in.ldap": mandatory, "read.only": "true" },
    "always.read.value.from.ldap": "true",
  }),
});
