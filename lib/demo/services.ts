/** Who works in the company. The databases and RabbitMQ send no spans: they are seen in their callers' only. */
export type ServiceName = "seller-client" | "mes-api" | "storage-3d" | "crm-api" | "crm" | "mes";

export interface Instance {
  readonly service: ServiceName;
  readonly id: string;
  readonly host: string;
  readonly version: string;
  readonly language: "nodejs" | "python";
}

const service = (name: ServiceName, language: Instance["language"], versions: readonly string[]): readonly Instance[] =>
  versions.map((version, i) => ({ service: name, id: `${name}-${i + 1}`, host: `${name}-${i + 1}.factory.local`, version, language }));

/** 2–3 instances each, so that one of them can lag or skew while the others are well; the odd versions are a rollout under way. */
export const SERVICES: Readonly<Record<ServiceName, readonly Instance[]>> = {
  "seller-client": service("seller-client", "python", ["1.4.0", "1.4.0"]),
  "mes-api": service("mes-api", "nodejs", ["3.2.1", "3.2.1", "3.2.1"]),
  "storage-3d": service("storage-3d", "nodejs", ["1.9.3", "1.9.3"]),
  "crm-api": service("crm-api", "python", ["2.8.1", "2.8.1", "2.8.2"]),
  crm: service("crm", "python", ["5.1.0", "5.1.0"]),
  mes: service("mes", "nodejs", ["4.0.7", "4.0.7"]),
};

export const INSTANCES: readonly Instance[] = Object.values(SERVICES).flat();
