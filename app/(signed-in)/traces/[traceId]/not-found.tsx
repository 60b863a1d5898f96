"use client";

import { useParams } from "next/navigation";
import { readPathParam } from "#lib/contract/path-param";
import { useWords } from "../../../../components/i18n/context.tsx";
import { NothingHere } from "../../../../components/ui/nothing-here.tsx";

export default function TraceNotFound() {
  const { traceId } = useParams<{ traceId: string }>();
  return <NothingHere>{useWords().notFound.trace(readPathParam(traceId).slice(0, 80))}</NothingHere>;
}
