import { readWords } from "../../components/i18n/server.ts";

export default async function Denied() {
  const words = await readWords();
  return (
    <main className="mx-auto max-w-2xl px-6 py-16">
      <h1>{words.denied.title}</h1>
      <p className="mt-3 text-lg">{words.denied.text}</p>
      <form method="post" action="/signout" className="mt-6">
        <button type="submit" className="btn">
          {words.denied.out}
        </button>
      </form>
    </main>
  );
}
