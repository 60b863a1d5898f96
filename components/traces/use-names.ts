import { useQuery } from "@tanstack/react-query";
import type { NamesDto } from "#lib/contract/trace";
import { ask } from "../ui/ask.ts";

const NONE: NamesDto = { services: [], operations: [], attributeKeys: [], partial: false, warnings: [] };

/** What to suggest; nothing while it is not known, for a field works without. */
export function useNames(service: string): NamesDto {
  const known = useQuery({
    queryKey: ["names", service],
    queryFn: ({ signal }) => ask<NamesDto>(`/api/v1/names${service === "" ? "" : `?service=${encodeURIComponent(service)}`}`, signal),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    placeholderData: (before) => before,
  });
  return known.data ?? NONE;
}
