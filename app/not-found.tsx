import type { Metadata } from "next";
import Link from "next/link";
import { readWords } from "../components/i18n/server.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await readWords()).notFound.title };
}

/** Seen by strangers too: it tells nothing. */
export default async function NotFound() {
  const words = await readWords();
  return (
    <main className="mx-auto max-w-2xl px-6 py-16">
      <h1>{words.notFound.title}</h1>
      <p className="mt-3 text-lg">{words.notFound.page}</p>
      <p className="mt-6">
        <Link href="/" className="btn">
          {words.notFound.back}
        </Link>
      </p>
    </main>
  );
}
