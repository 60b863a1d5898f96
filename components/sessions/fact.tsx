/** A small name over its value: the heading of a column on a phone, where there are none. */
export const Fact = ({ name, children }: { readonly name: string; readonly children: React.ReactNode }) => (
  <div className="min-w-0">
    <dt className="text-ink-3 text-sm">{name}</dt>
    <dd className="min-w-0">{children}</dd>
  </div>
);
