"use client";

import { Broken } from "../../components/ui/broken.tsx";

export default function PageError({ error, reset }: { readonly error: Error & { digest?: string }; readonly reset: () => void }) {
  return <Broken digest={error.digest} retry={reset} />;
}
