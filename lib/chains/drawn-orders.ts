/** Traces of one order as the simulated company and real services send them, drawn for tests. Times begin at `at` on one axis. */

const indent = (depth: number, text: string): string => "  ".repeat(depth) + text;

export interface Drawing {
  readonly order?: string;
  /** Start, in milliseconds. */
  readonly at?: number;
  /** Name of the trace. */
  readonly trace?: string;
  /** What the consumer says of the publish: its place in the trace, a link, or nothing but ids. */
  readonly join?: "parent" | "link" | "message-id" | "order-id";
  /** The queue's wait. */
  readonly wait?: number;
  /** Marks put behind a span's line: `crm-api`, `crm-db`, …. `null` leaves the span out. */
  readonly marks?: Readonly<Record<string, string | null>>;
}

type Line = readonly [depth: number, label: string, text: string];

const draw = (head: readonly Line[], tail: readonly Line[], drawing: Required<Drawing>): string => {
  const { trace, join, marks } = drawing;
  const line = ([depth, label, text]: Line): readonly string[] =>
    marks[label] === null ? [] : [indent(depth, `${text} #${label} ${marks[label] ?? ""}`.trimEnd())];
  const publishDepth = Math.max(...head.filter(([, label]) => label === "publish").map(([depth]) => depth));
  if (join === "parent") {
    const below = tail.map(([depth, label, text]): Line => [depth + publishDepth + 1, label, text]);
    return [`trace ${trace}`, ...[...head, ...below].flatMap(line)].join("\n");
  }
  const first = tail[0]!;
  const linked: readonly Line[] = join === "link" ? [[first[0], first[1], `${first[2]} -> ${trace}/publish`], ...tail.slice(1)] : tail;
  return [`trace ${trace}`, ...head.flatMap(line), "", `trace ${trace}m`, ...linked.flatMap(line)].join("\n");
};

const complete = (drawing: Drawing, trace: string): Required<Drawing> => ({
  order: "48213",
  at: 0,
  trace,
  join: "parent",
  wait: 100,
  marks: {},
  ...drawing,
});

/** Message ids are left out where only the order's id joins. */
const message = ({ join, trace }: Required<Drawing>, key: string): string => (join === "order-id" ? "" : `${key}=m-${trace}`);

export const drawCreation = (drawing: Drawing = {}): string => {
  const all = complete(drawing, "c1");
  const { order, at, wait } = all;
  const taken = at + 34 + wait;
  return draw(
    [
      [0, "root", `seller-client@1  create order  internal  ${at}ms 60ms  order_id=${order} user_id=u-7`],
      [1, "api-user", `seller-client@1  POST  client  ${at + 2}ms 55ms  http.method=POST http.url=http://mes-api:8080/api/v1/orders`],
      [2, "mes-api", `mes-api@2  POST /api/v1/orders  server  ${at + 8}ms 40ms  http.request.method=POST http.route=/api/v1/orders`],
      [
        3,
        "handler",
        `mes-api@2  request handler - /api/v1/orders  internal  ${at + 9}ms 38ms  order_id=${order} operation_name=CreateOrder`,
      ],
      [
        4,
        "request-row",
        `mes-api@2  pg.query:INSERT mes  client  ${at + 12}ms 5ms  db.system.name=postgresql db.query.text="insert into requests values($1)"`,
      ],
      [
        4,
        "publish",
        `mes-api@2  publish orders  producer  ${at + 30}ms 4ms  messaging.system=rabbitmq messaging.destination.name=orders:order.created messaging.rabbitmq.destination.routing_key=order.created ${message(all, "messaging.message.id")}`,
      ],
    ],
    [
      [
        0,
        "crm-api",
        `crm-api@1  orders receive  consumer  ${taken}ms 20ms  messaging.system=rabbitmq messaging.operation=receive messaging.destination=orders ${message(all, "messaging.message_id")} order_id=${order} operation_name=CreateOrder`,
      ],
      [
        1,
        "crm-db",
        `crm-api@1  insert  client  ${taken + 5}ms 9ms  db.system=postgresql db.name=crm db.statement="insert into orders(id) values(%s)"`,
      ],
    ],
    all,
  );
};

export const drawPrice = (drawing: Drawing = {}): string => {
  const all = complete(drawing, "p1");
  const { order, at, wait } = all;
  const taken = at + 310 + wait;
  return draw(
    [
      [0, "root", `seller-client@1  ask for a price  internal  ${at}ms 330ms  user_id=u-7`],
      [
        1,
        "caller",
        `seller-client@1  POST  client  ${at + 2}ms 325ms  http.method=POST http.url=http://mes-api:8080/api/v1/orders/${order}/price`,
      ],
      [
        2,
        "mes-api",
        `mes-api@1  POST /api/v1/orders/{id}/price  server  ${at + 6}ms 315ms  http.request.method=POST http.route=/api/v1/orders/{id}/price`,
      ],
      [3, "handler", `mes-api@1  request handler - price  internal  ${at + 7}ms 313ms  order_id=${order} operation_name=CalculatePrice`],
      [
        4,
        "storage",
        `mes-api@1  GET  client  ${at + 10}ms 100ms  http.request.method=GET server.address=storage-3d url.full=http://storage-3d:9000/models/${order}.stl`,
      ],
      [5, "storage-inner", `storage-3d@1  GET /models/{file}  server  ${at + 14}ms 90ms  http.route=/models/{file} order_id=${order}`],
      [4, "price", `mes-api@1  CalculatePrice  internal  ${at + 115}ms 150ms  order_id=${order}`],
      [4, "connect", `mes-api@1  pg-pool.connect  client  ${at + 270}ms 5ms  db.system.name=postgresql`],
      [
        4,
        "price-row",
        `mes-api@1  pg.query:INSERT mes  client  ${at + 280}ms 10ms  db.system.name=postgresql db.query.text="insert into prices values($1,$2)"`,
      ],
      [
        4,
        "publish",
        `mes-api@1  publish orders  producer  ${at + 300}ms 10ms  messaging.system=rabbitmq messaging.destination.name=orders:price.calculated messaging.rabbitmq.destination.routing_key=price.calculated ${message(all, "messaging.message.id")}`,
      ],
    ],
    [
      [
        0,
        "crm-api",
        `crm-api@2  orders receive  consumer  ${taken}ms 30ms  messaging.system=rabbitmq messaging.operation=receive messaging.destination=orders ${message(all, "messaging.message_id")} order_id=${order} operation_name=ApplyPrice`,
      ],
      [
        1,
        "select",
        `crm-api@2  select  client  ${taken + 3}ms 4ms  db.system=postgresql db.statement="select * from orders where id=%s for update"`,
      ],
      [
        1,
        "crm-db",
        `crm-api@2  update  client  ${taken + 10}ms 12ms  db.system=postgresql db.statement="update orders set price=%s where id=%s"`,
      ],
    ],
    all,
  );
};

export const drawConfirmation = (drawing: Drawing = {}): string => {
  const all = complete(drawing, "f1");
  const { order, at, wait } = all;
  const taken = at + 42 + wait;
  return draw(
    [
      [0, "root", `crm@1  confirm order  internal  ${at}ms 60ms  user_id=manager-2`],
      [
        1,
        "crm",
        `crm@1  POST  client  ${at + 2}ms 55ms  http.method=POST http.url=http://crm-api:8000/orders/${order}/confirm net.peer.name=crm-api`,
      ],
      [
        2,
        "crm-api",
        `crm-api@3  POST /orders/<id>/confirm  server  ${at + 8}ms 45ms  http.method=POST http.route=/orders/<id>/confirm order_id=${order} operation_name=ConfirmOrder`,
      ],
      [
        3,
        "status-row",
        `crm-api@3  update  client  ${at + 12}ms 6ms  db.system=postgresql db.statement="update orders set status='confirmed'"`,
      ],
      [
        3,
        "twin",
        `crm-api@3  orders send  producer  ${at + 30}ms 12ms  messaging.system=rabbitmq messaging.destination=orders ${message(all, "messaging.message_id")}`,
      ],
      [
        4,
        "publish",
        `crm-api@3  orders send  producer  ${at + 31}ms 9ms  messaging.system=rabbitmq messaging.destination=orders ${message(all, "messaging.message_id")}`,
      ],
    ],
    [
      [
        0,
        "mes-api",
        `mes-api@1  order.confirmed process  consumer  ${taken}ms 25ms  messaging.system=rabbitmq messaging.operation.type=process messaging.destination.name=orders:order.confirmed:mes.confirmed ${message(all, "messaging.message.id")} order_id=${order} operation_name=StartProduction`,
      ],
      [
        1,
        "mes-db",
        `mes-api@1  pg.query:INSERT mes  client  ${taken + 6}ms 12ms  db.system.name=postgresql db.query.text="insert into orders values($1)"`,
      ],
    ],
    all,
  );
};
