/** A child that is asked in lines of JSON and answers in such, each with the number of its question. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface Helper {
  ask<T>(question: object): Promise<T>;
  stop(): Promise<void>;
}

type Line = { readonly n?: number; readonly ready?: unknown; readonly answer?: unknown; readonly failed?: string };

/** Resolves once the child says that it is ready, with what it said. */
export async function startHelper<R>(command: readonly [string, ...string[]], env: Readonly<Record<string, string>> = {}) {
  const [program, ...args] = command;
  const child: ChildProcess = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "inherit"] });
  const reap = () => child.kill("SIGKILL");
  process.once("exit", reap);
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const ended = once(child, "exit");
  let asked = 0;
  const ready = new Promise<R>((resolve, reject) => {
    void ended.then(([code]) => {
      for (const { reject: fail } of waiting.values()) fail(new Error(`${args.at(-1)} ended (${code})`));
      reject(new Error(`${args.at(-1)} ended (${code}) before it was ready`));
    });
    createInterface({ input: child.stdout! }).on("line", (text) => {
      if (!text.startsWith("{")) return;
      const line = JSON.parse(text) as Line;
      if (line.ready !== undefined) return resolve(line.ready as R);
      const one = waiting.get(line.n ?? -1);
      if (line.failed === undefined) one?.resolve(line.answer);
      else one?.reject(new Error(line.failed));
      waiting.delete(line.n ?? -1);
    });
  });
  const helper: Helper = {
    ask: (question) =>
      new Promise((resolve, reject) => {
        const n = ++asked;
        waiting.set(n, { resolve: resolve as (value: unknown) => void, reject });
        child.stdin!.write(`${JSON.stringify({ n, ...question })}\n`);
      }),
    async stop() {
      process.off("exit", reap);
      child.kill("SIGKILL");
      await ended;
    },
  };
  try {
    return { ...helper, said: await ready };
  } catch (error) {
    await helper.stop();
    throw error;
  }
}

/** The child's side of it. */
export function answerLines(answer: (question: Readonly<Record<string, unknown>>) => Promise<unknown>): void {
  createInterface({ input: process.stdin }).on("line", (text) => {
    const { n, ...question } = JSON.parse(text) as Record<string, unknown>;
    answer(question).then(
      (value) => say({ n, answer: value ?? null }),
      (error: unknown) => say({ n, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
}

export const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
