/** Two soft notes, falling: heard in a room, not mistaken for an alarm clock. Seconds, hertz. */
const NOTES = [
  { at: 0, hertz: 784 },
  { at: 0.16, hertz: 587 },
] as const;
const RING_S = 0.5;
const LOUDEST = 0.22;

let context: AudioContext | null = null;

/** Browsers play nothing before a click or key. Called in one, it is open from then on. */
export async function openSound(): Promise<boolean> {
  context ??= new AudioContext();
  if (context.state === "suspended") await context.resume().catch(() => undefined);
  return context.state === "running";
}

export const isSoundOpen = (): boolean => context?.state === "running";

export function ring(): void {
  if (context?.state !== "running") return;
  for (const { at, hertz } of NOTES) {
    const from = context.currentTime + at;
    const loudness = context.createGain();
    loudness.gain.setValueAtTime(0, from);
    loudness.gain.linearRampToValueAtTime(LOUDEST, from + 0.015);
    loudness.gain.exponentialRampToValueAtTime(0.0001, from + RING_S);
    const note = context.createOscillator();
    note.type = "triangle";
    note.frequency.value = hertz;
    note.connect(loudness).connect(context.destination);
    note.start(from);
    note.stop(from + RING_S);
  }
}
