/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  // `npm run check` compiles everything, tests included, with the same compiler; the build need not do it twice.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["better-sqlite3", "pg", "oidc-provider", "ldapts", "kysely"],
};
