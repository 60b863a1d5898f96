import { fakeClient as fakeClientOf } from "../http/fake-client.ts";
import type { HttpClient } from "../http/http-client.ts";
import type { FakeJaeger } from "./fake-jaeger.ts";

export const fakeClient = (answer: FakeJaeger["answer"], beforeEach?: () => void): HttpClient =>
  fakeClientOf("jaeger", (path, query) => {
    beforeEach?.();
    return answer(decodeURIComponent(path), query);
  });
