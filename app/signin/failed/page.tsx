export const dynamic = "force-dynamic";

export default function Page() {
  return (
    <main>
      <h1>Войти не удалось · The sign-in did not work</h1>
      <p>
        <a href="/signin">Попробовать снова · Try again</a>
      </p>
    </main>
  );
}
