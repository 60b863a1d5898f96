interface Props {
  readonly title: string;
  readonly text: string;
  /** What the way back to signing in is called. */
  readonly on: string;
  /** Where it leads: to the sign-in, unless said. */
  readonly href?: string;
}

/** A page about signing in. A plain link: signing in leaves for the issuer, which no client-side navigation may do. */
export function SignInNotice({ title, text, on, href = "/signin" }: Props) {
  return (
    <main className="mx-auto max-w-2xl px-6 py-16">
      <h1>{title}</h1>
      <p className="mt-3 text-lg">{text}</p>
      <p className="mt-6">
        <a href={href} className="btn btn-primary">
          {on}
        </a>
      </p>
    </main>
  );
}
