"use client";

import Link from "next/link";
import { useWords } from "../i18n/context.tsx";
import { useSources } from "./freshness.tsx";
import { Time } from "./time.tsx";

/** A 404 that a person can use: what was asked, and up to when the data that answered are complete. */
export function NothingHere({ children }: { readonly children: React.ReactNode }) {
  const words = useWords().notFound;
  const { data } = useSources();
  return (
    <section className="mx-auto max-w-2xl px-2 py-16">
      <h1>{words.title}</h1>
      <p className="mt-3 break-words text-lg">{children}</p>
      {data?.completeUpTo && (
        <p className="mt-2 text-ink-2">
          {words.upTo} <Time at={data.completeUpTo} />.
        </p>
      )}
      <p className="mt-6">
        <Link href="/" className="btn">
          {words.back}
        </Link>
      </p>
    </section>
  );
}
