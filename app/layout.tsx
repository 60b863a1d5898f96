import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "./globals.css";
import type { Metadata } from "next";
import { readPreferences } from "../components/i18n/server.ts";
import { Providers } from "../components/ui/providers.tsx";

export const metadata: Metadata = {
  title: { default: "Loupe", template: "%s · Loupe" },
  robots: { index: false },
  icons: { icon: "/icon.svg" },
};

export default async function RootLayout({ children }: { readonly children: React.ReactNode }) {
  const { lang, theme, zone } = await readPreferences();
  return (
    <html lang={lang} data-theme={theme} suppressHydrationWarning>
      <body>
        <Providers lang={lang} zone={zone} serverNow={Date.now()}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
