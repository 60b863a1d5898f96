import { notFound } from "next/navigation";
import { isGalleryOpen } from "#lib/dal/gallery";
import { DashGallery } from "../../components/dashboards/gallery.tsx";
import { Gallery } from "../../components/waterfall/gallery.tsx";

export const dynamic = "force-dynamic";

/** Every state of the waterfall on made-up data: `?case=100k`, `?case=loading`. */
export default async function GalleryPage({ searchParams }: { readonly searchParams: Promise<{ readonly case?: string | string[] }> }) {
  if (!isGalleryOpen()) notFound();
  const { case: asked } = await searchParams;
  if (typeof asked === "string" && asked.startsWith("dash-")) return <DashGallery name={asked} />;
  return <Gallery name={typeof asked === "string" ? asked : "stuck"} />;
}
