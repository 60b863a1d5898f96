export const dynamic = "force-dynamic";

export default function Page() {
  return (
    <main>
      <h1>Недостаточно прав · Not allowed</h1>
      <p>
        <a href="/">Loupe</a>
      </p>
    </main>
  );
}
