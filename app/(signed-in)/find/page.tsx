import { redirect } from "next/navigation";
import { requireViewer } from "#lib/dal/access";
import { pathOfId } from "../../../components/ui/paths.ts";

type Props = { readonly searchParams: Promise<{ readonly id?: string | string[] }> };

/** Where the search box leads before its script has come: `/find?id=48213`. Also an address to link to from elsewhere. */
export default async function Page({ searchParams }: Props) {
  await requireViewer();
  const { id } = await searchParams;
  redirect(typeof id === "string" && id.trim() !== "" ? pathOfId(id.trim()) : "/");
}
