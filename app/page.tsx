export default function Page() {
  return <main>Loupe</main>;
}
