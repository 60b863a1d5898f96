import { randomBytes } from "node:crypto";

/**
 * Personal data of nobody, planted into spans wherever spans hold text. Each value is one that no program makes by itself, so that finding it,
 * in whatever answer and spelling, means a leak.
 */
export const PLANTED = {
  mail: "plantina.leakova@corp-mail.example",
  phone: "+7 (916) 555-01-37",
  barePhone: "89165550146",
  card: "4539 1488 0343 6467",
  name: "Plantagenet Lovelacova",
  address: "Plantstrasse 77-12",
  iban: "DE89370400440532013000",
  jwt: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwbGFudGVkLWp3dCJ9.cGxhbnRlZHNpZ25hdHVyZQ",
  bearer: "plantedbearer0123456789abcdef",
  cookie: "plantedcookie77a1b2c3",
  otherCookie: "plantedsecond88x9y0",
  queryToken: "plantedquerytoken4711",
  signature: "plantedsignature0815",
  literal: "Plantsqlia Ivanova",
  user: "planted-user-4711",
  password: "plantedpassword123",
  basic: "cGxhbnRlZDpiYXNpYw==",
  patronymic: "Плантова Анна Сергеевна",
  dottedPhone: "8.916.555.01.73",
  passport: "4509 771234",
  address6: "203.0.113.177",
  command: "plantedredisvalue",
  fullNumber: "+7%20916%20555-01-99",
} as const;

/** One error's text as careless code writes it. */
export const CARELESS = [
  `no price for ${PLANTED.mail}, call ${PLANTED.phone} or ${PLANTED.barePhone}`,
  `card ${PLANTED.card} of IBAN ${PLANTED.iban} refused`,
  `Authorization: Bearer ${PLANTED.bearer}`,
  `Cookie: session=${PLANTED.cookie}; theme=${PLANTED.otherCookie}`,
  `got ${PLANTED.jwt}`,
  `GET https://shop.example/pay?access_token=${PLANTED.queryToken}&sig=${PLANTED.signature}`,
  `select * from users where name = '${PLANTED.literal}'`,
  `user_id=${PLANTED.user} password=${PLANTED.password}`,
  `Basic ${PLANTED.basic} of ${PLANTED.patronymic}, паспорт ${PLANTED.passport}, ${PLANTED.dottedPhone}, /call?to=${PLANTED.fullNumber}`,
  // Whom the span's own keys name, without a key here.
  `no such person: ${PLANTED.name}, at ${PLANTED.address}, from ${PLANTED.address6}`,
].join("; ");

const ATTRIBUTES: Readonly<Record<string, string>> = {
  user_id: PLANTED.user,
  "enduser.id": PLANTED.user,
  "customer.email": PLANTED.mail,
  "customer.full_name": PLANTED.name,
  "contact.phone": PLANTED.phone,
  "delivery.address": PLANTED.address,
  "payment.card_number": PLANTED.card,
  "payment.iban": PLANTED.iban,
  "http.request.header.authorization": `Bearer ${PLANTED.bearer}`,
  "http.request.header.cookie": `session=${PLANTED.cookie}; theme=${PLANTED.otherCookie}`,
  "http.response.header.set-cookie": `session=${PLANTED.cookie}; Path=/`,
  "url.full": `https://shop.example/users/${PLANTED.user}?token=${PLANTED.queryToken}&to=${encodeURIComponent(PLANTED.mail)}&X-Amz-Signature=${PLANTED.signature}`,
  "url.query": `access_token=${PLANTED.queryToken}&sig=${PLANTED.signature}`,
  "http.target": `/pay?code=${PLANTED.queryToken}&signature=${PLANTED.signature}`,
  "db.query.text": `UPDATE users SET name = '${PLANTED.literal}' WHERE mail = '${PLANTED.mail}'`,
  "db.statement": `SELECT * FROM users WHERE name = '${PLANTED.literal}'`,
  "baggage.user.email": PLANTED.mail,
  baggage: `user.email=${encodeURIComponent(PLANTED.mail)},user.id=${PLANTED.user}`,
  "seller.id": PLANTED.mail,
  "product.type": `for ${PLANTED.phone}`,
  note: CARELESS,
  "app.jwt": PLANTED.jwt,
  "client.address": PLANTED.address6,
  "redis.command": `SET profile:x ${PLANTED.command}`,
  [`count.${PLANTED.mail}`]: "1",
};

export const id = (bytes: number): string => randomBytes(bytes).toString("hex");

interface Drawn {
  readonly traceId: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  /** ms before now, negative. */
  readonly at: number;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly fails?: boolean;
}

const keyed = (attributes: Readonly<Record<string, string>>) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } }));

function span({ at, attributes, fails, spanId, ...rest }: Drawn) {
  const start = BigInt(Date.now() + at) * 1_000_000n;
  const event = (name: string, more: Readonly<Record<string, string>>) => ({
    name,
    timeUnixNano: String(start + 1n),
    attributes: keyed(more),
  });
  return {
    ...{ spanId: spanId ?? id(8), ...rest, traceState: `vendor=${PLANTED.mail}` },
    ...{ startTimeUnixNano: String(start), endTimeUnixNano: String(start + 40_000_000n) },
    attributes: keyed({ ...ATTRIBUTES, ...attributes }),
    events: [
      event(`mail to ${PLANTED.mail}`, ATTRIBUTES),
      event("exception", {
        "exception.type": "PriceError",
        "exception.message": CARELESS,
        "exception.stacktrace": `PriceError: ${CARELESS}\n  at x`,
      }),
    ],
    links: [{ traceId: id(16), spanId: id(8), attributes: keyed(ATTRIBUTES) }],
    status: fails ? { code: 2, message: CARELESS } : {},
  };
}

const batch = (service: string, spans: readonly object[]) => ({
  resource: {
    attributes: keyed({
      "service.name": service,
      "service.instance.id": `${service}-${PLANTED.mail}`,
      "service.version": `built-by-${PLANTED.mail}`,
      "process.command_args": `--password=${PLANTED.password} --to ${PLANTED.mail}`,
      "deployer.email": PLANTED.mail,
    }),
  },
  scopeSpans: [{ scope: { name: `lib of ${PLANTED.mail}`, version: PLANTED.phone }, spans }],
});

/** A service named after a person, an operation as well. */
export const STRANGE_SERVICE = `svc of ${PLANTED.mail}`;

export interface PlantedOrder {
  readonly orderId: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly batches: readonly object[];
}

/** An order of the default chains that is stuck at once: its message was taken three times and failed (DOMAIN, rule 7). */
export function plantOrder(orderId: string): PlantedOrder {
  const [traceId, server, producer] = [id(16), id(8), id(8)];
  const order = { order_id: orderId, operation_name: "CreateOrder" };
  const http = { "http.request.method": "POST", "http.route": "/api/v1/orders" };
  const queue = { "messaging.system": "rabbitmq", "messaging.message.id": id(16) };
  const send = { ...queue, "messaging.operation.type": "send", "messaging.destination.name": "orders:order.created" };
  const receive = { ...queue, ...order, "messaging.operation.type": "receive", "messaging.destination.name": "orders" };
  const deliveries = [-8_000, -6_000, -4_000].map((at) =>
    span({ traceId, parentSpanId: producer, name: "orders receive", kind: 5, at, attributes: receive, fails: true }),
  );
  return {
    ...{ orderId, traceId, spanId: server },
    batches: [
      batch("mes-api", [
        span({ traceId, spanId: server, name: "POST /api/v1/orders", kind: 2, at: -9_000, attributes: { ...http, ...order } }),
        span({ traceId, spanId: producer, parentSpanId: server, name: "publish orders", kind: 4, at: -8_970, attributes: send }),
      ]),
      batch("crm-api", deliveries),
      batch(STRANGE_SERVICE, [
        span({ traceId, parentSpanId: server, name: `GET /users/${PLANTED.user}?mail=${PLANTED.mail}`, kind: 2, at: -8_900, fails: true }),
        span({
          traceId,
          parentSpanId: server,
          name: `select '${PLANTED.mail}'`,
          kind: 3,
          at: -8_890,
          attributes: { "db.system": "postgresql", "db.namespace": PLANTED.mail },
        }),
      ]),
    ],
  };
}

export async function sendSpans(otlpUrl: string, batches: readonly object[]): Promise<void> {
  const answer = await fetch(otlpUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceSpans: batches }),
  });
  if (!answer.ok) throw new Error(`OTLP answered ${answer.status}: ${await answer.text()}`);
}
