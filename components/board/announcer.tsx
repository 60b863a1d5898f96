/** Says what is new to those who do not look: politely, once, and not what the page showed when it was opened. */
export const Announcer = ({ text }: { readonly text: string }) => (
  <p aria-live="polite" aria-atomic="true" className="sr-only" data-testid="announcer">
    {text}
  </p>
);
