import type { Metadata } from "next";
import Link from "next/link";
import { readWords } from "../../components/i18n/server.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await readWords()).denied.title };
}

export default async function Denied() {
  const words = await readWords();
  return (
    <main className="mx-auto max-w-2xl px-6 py-16">
      <h1>{words.denied.title}</h1>
      <p className="mt-3 text-lg">{words.denied.text}</p>
      <div className="mt-6 flex flex-wrap gap-3">
        <Link href="/board" className="btn btn-primary">
          {words.denied.home}
        </Link>
        <form method="post" action="/signout">
          <button type="submit" className="btn">
            {words.denied.out}
          </button>
        </form>
      </div>
    </main>
  );
}
