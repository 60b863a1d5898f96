import type { WriteStream } from "node:tty";

/** A bar with an estimate on a terminal, a line now and then elsewhere. */
export function showProgress(out: WriteStream | NodeJS.WriteStream, title: string) {
  const startedAt = performance.now();
  let shown = Number.NEGATIVE_INFINITY;
  return (share: number, note: string): void => {
    const spent = performance.now() - startedAt;
    const done = share >= 1;
    if (!done && performance.now() - shown < (out.isTTY ? 100 : 2_000)) return;
    shown = performance.now();
    const left = share > 0.02 && !done ? `, ${Math.ceil((spent * (1 - share)) / share / 1_000)} s left` : "";
    const percent = `${Math.floor(share * 100)} %`.padStart(5);
    if (!out.isTTY) {
      out.write(`${title}${percent} ${note}${left}\n`);
      return;
    }
    const filled = Math.round(share * 30);
    out.write(`\r${title} [${"#".repeat(filled)}${".".repeat(30 - filled)}]${percent} ${note}${left}\u001b[K${done ? "\n" : ""}`);
  };
}
