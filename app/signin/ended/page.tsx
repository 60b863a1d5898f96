export const dynamic = "force-dynamic";

export default function Page() {
  return (
    <main>
      <h1>Вы вышли · You are signed out</h1>
      <p>
        <a href="/signin">Войти · Sign in</a>
      </p>
    </main>
  );
}
