export function Logo() {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.8" aria-hidden="true" className="size-5 text-accent">
      <circle cx="8.5" cy="8.5" r="6" />
      <path d="M13 13l5 5" strokeLinecap="round" />
      <path d="M5.5 7.2h6L8.5 11.6z" strokeLinejoin="round" strokeWidth="1.3" />
    </svg>
  );
}
