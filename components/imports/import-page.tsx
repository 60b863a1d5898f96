"use client";

import dynamic from "next/dynamic";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useWords } from "../i18n/context.tsx";
import { findSpan } from "../waterfall/span-detail.ts";
import type { OpenedFile } from "./read-file.ts";

const Drawing = dynamic(() => import("../ui/waterfall-drawing.tsx").then((module) => module.WaterfallDrawing), { ssr: false });

type Shown =
  | { readonly kind: "nothing" }
  | { readonly kind: "failed"; readonly detail: string }
  | { readonly kind: "file"; readonly file: OpenedFile };

/** A file dropped anywhere on the page becomes a waterfall, in this browser alone. */
export function ImportPage() {
  const words = useWords();
  const input = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useState<Shown>({ kind: "nothing" });
  const open = async (file: File | null | undefined) => {
    if (!file) return;
    const { readTraceFile } = await import("./read-file.ts");
    const read = readTraceFile(file.name, await file.text());
    setShown(read.ok ? { kind: "file", file: read.value } : { kind: "failed", detail: `${file.name}: ${read.error}` });
  };
  const dragging = useDrop((file) => void open(file));
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <h1>{words.import.title}</h1>
        {shown.kind === "file" && (
          <>
            <span className="text-ink-2" role="status">
              {words.import.opened(shown.file.name, words.order.spans(shown.file.spanCount))}
              {shown.file.warnings.length > 0 && ` · ${words.import.warnings(shown.file.warnings.length)}`}
            </span>
            <button type="button" className="btn ml-auto" onClick={() => input.current?.click()}>
              {words.import.another}
            </button>
          </>
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept=".json,.jsonl,.ndjson,application/json"
        className="sr-only"
        aria-label={words.import.choose}
        onChange={(event) => void open(event.target.files?.[0])}
      />
      {shown.kind === "file" ? (
        <Drawing
          data={shown.file.waterfall}
          traceIds={[]}
          readSpan={async (traceId, spanId) => findSpan(shown.file.spanDocument(traceId, spanId), spanId)}
        />
      ) : (
        <section
          className={`card flex flex-col items-center gap-3 border-2 border-dashed px-6 py-20 text-center ${dragging ? "border-accent bg-accent-soft" : "border-line-strong"}`}
        >
          {shown.kind === "failed" && (
            <div className="text-left">
              <p role="alert" className="font-semibold text-failed">
                {words.import.failed}
              </p>
              <p className="num text-ink-2">{shown.detail}</p>
            </div>
          )}
          <p className="font-semibold text-lg">{dragging ? words.import.anywhere : words.import.drop}</p>
          <button type="button" className="btn btn-primary" onClick={() => input.current?.click()}>
            {words.import.choose}
          </button>
          <p className="max-w-md text-ink-2">{words.import.local}</p>
        </section>
      )}
    </>
  );
}

/** True while a file hovers over the page. */
function useDrop(onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  const drop = useEffectEvent((event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer?.files[0];
    if (file) onFile(file);
  });
  useEffect(() => {
    const hover = (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const take = (event: DragEvent) => drop(event);
    document.addEventListener("dragover", hover);
    document.addEventListener("dragleave", leave);
    document.addEventListener("drop", take);
    return () => {
      document.removeEventListener("dragover", hover);
      document.removeEventListener("dragleave", leave);
      document.removeEventListener("drop", take);
    };
  }, []);
  return over;
}
