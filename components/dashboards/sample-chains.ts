import type { ChainWords } from "../ui/chains.tsx";

const step = (id: string, en: string, ru: string, service: string | null, softMs: number | null = 30_000) => ({
  id,
  title: { en, ru },
  softMs,
  service,
});
const mesApi = step("mes-api", "MES API", "MES API", "mes-api");
const crmApi = step("crm-api", "CRM API", "CRM API", "crm-api", 120_000);
const rabbit = step("rabbitmq", "RabbitMQ", "RabbitMQ", null);
const crmDb = step("crm-db", "CRM database", "БД CRM", null);
const mesDb = step("mes-db", "MES database", "БД MES", null);

/** The four critical chains by their names, for the gallery; the product reads them from its chain file. */
export const SAMPLE_CHAINS: readonly ChainWords[] = [
  {
    id: "order-creation",
    title: { en: "Order creation through the seller API", ru: "Создание заказа через API продавца" },
    after: [],
    keyedBy: "order",
    steps: [step("api-user", "API user", "Пользователь API", null, null), mesApi, rabbit, crmApi, crmDb],
  },
  {
    id: "price-calculation",
    title: { en: "Price calculation", ru: "Расчёт стоимости изделия" },
    after: ["order-creation"],
    keyedBy: "order",
    steps: [
      mesApi,
      step("storage", "3D storage", "3D-хранилище", "storage-3d"),
      step("price", "Price", "Расчёт", "mes-api", 60_000),
      rabbit,
      crmApi,
      crmDb,
    ],
  },
  {
    id: "order-confirmation",
    title: { en: "Order confirmation for production", ru: "Подтверждение заказа для производства изделия" },
    after: ["price-calculation"],
    keyedBy: "order",
    steps: [step("crm", "CRM", "CRM", null, null), crmApi, rabbit, mesApi, mesDb],
  },
  {
    id: "active-orders",
    title: { en: "Operators' list of active orders", ru: "Получение списка активных заказов операторами" },
    after: [],
    keyedBy: "trace",
    steps: [step("mes", "MES", "MES", null, null), mesApi, mesDb],
  },
];
