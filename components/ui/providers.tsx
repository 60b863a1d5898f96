"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { ViewingProvider } from "../i18n/context.tsx";
import type { Lang } from "../i18n/lang.ts";
import { SignedInOnly } from "./signed-in-only.tsx";

interface Props {
  readonly lang: Lang;
  readonly zone: string;
  readonly serverNow: number;
  readonly children: React.ReactNode;
}

/** Server data live in the query cache, the view in the URL, preferences in cookies; nothing else is kept on the client. */
export function Providers({ lang, zone, serverNow, children }: Props) {
  const [client] = useState(
    () => new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 2_000, refetchOnWindowFocus: true } } }),
  );
  return (
    <QueryClientProvider client={client}>
      <ViewingProvider lang={lang} zone={zone} serverNow={serverNow}>
        <SignedInOnly>{children}</SignedInOnly>
      </ViewingProvider>
    </QueryClientProvider>
  );
}
