import type { StateWord } from "#lib/contract/words";

/** One glyph a state: the shape says it without the colour, in print and to those who see no red. done-late is done's shape in late's colour. */
const PATHS: Readonly<Record<StateWord, React.ReactNode>> = {
  done: <path d="M2 6.5 5 9.5 10 3" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />,
  "done-late": (
    <path d="M2 6.5 5 9.5 10 3" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
  ),
  running: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="14 12" />,
  slow: <path d="M6 2v4l3 2" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
  late: <path d="M6 1.5 11 10.5H1z" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinejoin="round" />,
  stuck: <path d="M3.8 1h4.4L11 3.8v4.4L8.2 11H3.8L1 8.2V3.8z" fill="currentColor" />,
  failed: <path d="M2.5 2.5l7 7m0-7l-7 7" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />,
  "cannot-tell": (
    <path
      d="M4 4.2a2 2 0 1 1 2.6 1.9c-.5.2-.6.5-.6 1.1M6 9.6v.2"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
    />
  ),
};

export function StateGlyph({ state, className }: { readonly state: StateWord; readonly className?: string }) {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true" className={className}>
      {PATHS[state]}
    </svg>
  );
}

/** A pill: glyph and words. Without a state (nothing judged yet) it says so with a dash of its own. */
export function StatePill({ state, children }: { readonly state: StateWord | null; readonly children: React.ReactNode }) {
  return (
    <span className={`state st-${state ?? "none"}`} data-state={state ?? "none"}>
      {state && <StateGlyph state={state} />}
      {children}
    </span>
  );
}
