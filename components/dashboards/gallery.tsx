"use client";

import { useEffect, useState } from "react";
import { ChainsProvider } from "../ui/chains.tsx";
import { ChainPage } from "./chain-page.tsx";
import { CoveragePage } from "./coverage-page.tsx";
import { IncidentsPage } from "./incidents-page.tsx";
import { OverviewPage } from "./overview-page.tsx";
import { ReportPage } from "./report-page.tsx";
import { sampleAnswer } from "./sample-answers.ts";
import { SAMPLE_CHAINS } from "./sample-chains.ts";
import { ServicePage } from "./service-page.tsx";
import { ServicesPage } from "./services-page.tsx";

const PAGES: Readonly<Record<string, () => React.ReactNode>> = {
  "dash-overview": () => <OverviewPage mayMark />,
  "dash-chain": () => <ChainPage chainId="price-calculation" mayMark />,
  "dash-services": () => <ServicesPage />,
  "dash-service": () => <ServicePage service="crm-api" />,
  "dash-incidents": () => <IncidentsPage />,
  "dash-coverage": () => <CoveragePage />,
  "dash-report": () => <ReportPage />,
};

/** The dashboards on made-up answers: what asks our API is answered here. Development and bench only, as all of the gallery. */
export function DashGallery({ name }: { readonly name: string }) {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const real = window.fetch;
    window.fetch = async (input, init) => {
      const url = new URL(String(input instanceof Request ? input.url : input), location.href);
      const answer = url.pathname.startsWith("/api/v1/") ? sampleAnswer(url) : null;
      return answer === null ? real(input, init) : Response.json(answer);
    };
    setReady(true);
    return () => {
      window.fetch = real;
    };
  }, []);
  return (
    <ChainsProvider chains={SAMPLE_CHAINS}>
      <main className="p-4">{ready && PAGES[name]?.()}</main>
    </ChainsProvider>
  );
}
