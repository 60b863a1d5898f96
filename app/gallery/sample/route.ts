import { notFound } from "next/navigation";
import { encodeWaterfall, WATERFALL_MIME } from "#lib/contract/waterfall";
import { isGalleryOpen } from "#lib/dal/gallery";
import { makeSample, SAMPLE_CASES } from "../../../components/waterfall/sample-data.ts";

export const dynamic = "force-dynamic";

export function GET(request: Request): Response {
  if (!isGalleryOpen()) notFound();
  const asked = new URL(request.url).searchParams.get("case");
  const name = SAMPLE_CASES.find((one) => one === asked);
  if (!name) notFound();
  return new Response(encodeWaterfall(makeSample(name)), { headers: { "content-type": WATERFALL_MIME, "cache-control": "no-store" } });
}
