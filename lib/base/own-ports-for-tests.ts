import { createServer } from "node:net";

/**
 * An address on loopback that is this process's alone. A port that is let go and taken again, or named before somebody listens there, may on
 * 127.0.0.1 be given meanwhile to any of the tests that run at the same time.
 */
export const OWN_HOST = `127.88.${(process.pid >> 8) & 255}.${process.pid & 255}`;

/** Ports of `OWN_HOST` on which nobody listens, each another one. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const probes = await Promise.all(
    Array.from({ length: count }, async () => {
      const probe = createServer();
      await new Promise<void>((resolve) => probe.listen(0, OWN_HOST, resolve));
      return probe;
    }),
  );
  const ports = probes.map((probe) => (probe.address() as { port: number }).port);
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}
