/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  serverExternalPackages: ["better-sqlite3", "pg", "oidc-provider", "ldapts", "kysely"],
};
