import type { Metadata } from "next";
import { requireViewer } from "#lib/dal/access";
import { countRules, previewPrivacy } from "#lib/dal/privacy";
import { PrivacyPage } from "../../../components/audit/privacy-page.tsx";
import { auditWords } from "../../../components/audit/words.ts";
import { readPreferences } from "../../../components/i18n/server.ts";

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: auditWords[(await readPreferences()).lang].privacy.title };
}

export default async function Page({ searchParams }: Props) {
  const viewer = await requireViewer("configure");
  const given = (await searchParams)["trace"];
  const trace = typeof given === "string" ? given.trim() : "";
  const found = trace === "" ? null : await previewPrivacy(viewer, trace);
  const failure = found === null || found.ok ? null : "detail" in found.error ? found.error.detail : found.error.kind;
  return <PrivacyPage trace={trace} preview={found?.ok ? found.value : null} failure={failure} rules={countRules(viewer)} />;
}
