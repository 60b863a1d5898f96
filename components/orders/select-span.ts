/** The view lives in the URL: choosing a span anywhere on the page means writing it there, and the waterfall follows. */
export function selectSpan(spanId: string): void {
  const url = new URL(window.location.href);
  url.searchParams.set("span", spanId);
  window.history.pushState(null, "", url);
  window.dispatchEvent(new PopStateEvent("popstate"));
  document.getElementById("waterfall")?.scrollIntoView({ block: "start", behavior: "smooth" });
}
