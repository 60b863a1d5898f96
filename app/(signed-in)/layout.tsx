import { requireViewer } from "#lib/dal/access";
import { readChainWords } from "#lib/dal/chain-words";
import { readLinks } from "#lib/dal/links";
import { readPreferences } from "../../components/i18n/server.ts";
import { ChainsProvider } from "../../components/ui/chains.tsx";
import { Header } from "../../components/ui/header.tsx";
import { LinksProvider } from "../../components/ui/out-links.tsx";
import { RightsProvider } from "../../components/ui/rights.tsx";

/** The frame around every signed-in page. It asks who is looking in order to greet; each page asks again, because layouts are not re-run. */
export default async function SignedInLayout({ children }: { readonly children: React.ReactNode }) {
  const viewer = await requireViewer();
  const { theme } = await readPreferences();
  return (
    <RightsProvider rights={viewer.rights}>
      <ChainsProvider chains={readChainWords(viewer)}>
        <Header viewer={{ name: viewer.name, role: viewer.role }} theme={theme} />
        <main id="content" tabIndex={-1} className="px-4 pt-4 pb-8 outline-none md:px-6">
          <LinksProvider links={readLinks(viewer)}>{children}</LinksProvider>
        </main>
      </ChainsProvider>
    </RightsProvider>
  );
}
