"use client";

import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useText, useZone } from "../i18n/context.tsx";
import type { Command } from "./command.ts";
import { SnoozeChoices } from "./snooze-choices.tsx";
import { words } from "./words.ts";

export type Asked = Exclude<Command["kind"], "acknowledge">;

interface Props {
  /** What is asked for; null: closed. */
  readonly asked: Asked | null;
  /** Who asks, and who else has been seen to own cases. */
  readonly me: string;
  readonly people: readonly string[];
  /** How many cases it is for. */
  readonly count: number;
  readonly onCommand: (command: Command) => void;
  readonly onClose: () => void;
}

/** One small question before a command that needs an answer. Escape leaves, Ctrl Enter sends, and the focus returns to where it was. */
export function CommandDialog({ asked, count, onClose, ...rest }: Props) {
  const text = useText(words);
  const box = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    if (asked) box.current?.showModal();
    else box.current?.close();
  }, [asked]);
  return (
    <dialog
      ref={box}
      aria-labelledby={title}
      onClose={onClose}
      onClick={(event) => event.target === box.current && onClose()}
      onKeyDown={(event) => event.stopPropagation()}
      className="card m-auto w-[min(460px,calc(100vw-32px))] p-5 text-ink backdrop:bg-black/40"
    >
      {asked && (
        <>
          <h2 id={title} className="mb-1 font-semibold text-lg">
            {text.ask[asked]}
          </h2>
          {count > 1 && <p className="mb-2 text-ink-2">{text.ask.forAll(count)}</p>}
          <Question asked={asked} onClose={onClose} {...rest} />
        </>
      )}
    </dialog>
  );
}

type QuestionProps = Omit<Props, "asked" | "count"> & { readonly asked: Asked };

function Question({ asked, me, people, onCommand, onClose }: QuestionProps) {
  const text = useText(words);
  const zone = useZone();
  const [value, setValue] = useState("");
  const [isFalse, setFalse] = useState(false);
  const list = useId();
  const send = (command: Command) => {
    onCommand(command);
    onClose();
  };
  if (asked === "snooze") return <SnoozeChoices zone={zone} onPick={(until) => send({ kind: "snooze", until })} onClose={onClose} />;
  if (asked === "assign")
    return (
      <Form
        name={text.commands[asked]}
        onClose={onClose}
        ready={value.trim() !== ""}
        onSend={() => send({ kind: "assign", owner: value.trim() })}
      >
        <div className="mb-2 flex gap-2">
          <button type="button" className="btn" onClick={() => send({ kind: "assign", owner: me })}>
            {text.ask.assignMe}: {me}
          </button>
          <button type="button" className="btn" onClick={() => send({ kind: "assign", owner: null })}>
            {text.ask.assignNobody}
          </button>
        </div>
        <input
          // biome-ignore lint/a11y/noAutofocus: a dialog that was asked for begins with its field
          autoFocus
          aria-label={text.ask.assign}
          className="field h-9 w-full text-base"
          list={list}
          maxLength={200}
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        <datalist id={list}>
          {people.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      </Form>
    );
  const send1 = () =>
    send(asked === "comment" ? { kind: "comment", text: value.trim() } : { kind: "resolve", reason: value.trim(), falseAlarm: isFalse });
  return (
    <Form name={text.commands[asked]} onClose={onClose} ready={value.trim() !== ""} onSend={send1}>
      <textarea
        // biome-ignore lint/a11y/noAutofocus: a dialog that was asked for begins with its field
        autoFocus
        aria-label={text.ask[asked]}
        rows={3}
        maxLength={4000}
        placeholder={asked === "resolve" ? text.ask.resolveHint : undefined}
        className="field h-auto w-full py-2 text-base"
        value={value}
        onChange={(event) => setValue(event.target.value)}
      />
      {asked === "resolve" && (
        <label className="mt-2 flex items-start gap-2">
          <input
            type="checkbox"
            className="mt-1 accent-(--accent)"
            checked={isFalse}
            onChange={(event) => setFalse(event.target.checked)}
          />
          <span>
            {text.ask.falseAlarm}
            <span className="block text-ink-2 text-sm">{text.ask.falseAlarmHint}</span>
          </span>
        </label>
      )}
    </Form>
  );
}

interface FormProps {
  readonly name: string;
  readonly ready: boolean;
  readonly onSend: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function Form({ name, ready, onSend, onClose, children }: FormProps) {
  const text = useText(words);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSend();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && ready) onSend();
      }}
    >
      {children}
      <div className="mt-4 flex items-center justify-end gap-2">
        <kbd className="mr-auto max-md:hidden">{text.ask.send}</kbd>
        <button type="button" className="btn" onClick={onClose}>
          {text.ask.cancel}
        </button>
        <button type="submit" className="btn btn-primary disabled:opacity-50" disabled={!ready}>
          {name}
        </button>
      </div>
    </form>
  );
}
