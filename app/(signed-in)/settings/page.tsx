import type { Metadata } from "next";
import { requireViewer } from "#lib/dal/access";
import { getDeadlines } from "#lib/dal/deadlines";
import { getChainConfig } from "#lib/dal/settings";
import { readPreferences } from "../../../components/i18n/server.ts";
import { SettingsPage } from "../../../components/settings/settings-page.tsx";
import { settingsWords } from "../../../components/settings/words.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: settingsWords[(await readPreferences()).lang].title };
}

export default async function Page() {
  const viewer = await requireViewer();
  const [config, deadlines] = await Promise.all([getChainConfig(viewer), getDeadlines(viewer)]);
  return <SettingsPage initial={config.ok ? config.value : null} deadlines={deadlines.ok ? deadlines.value : null} />;
}
