import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { asError, ProblemError, problemOf } from "./host";
import { tauriHost } from "./tauri";
import { takeToken, webHost } from "./web";

afterEach(() => {
  vi.unstubAllGlobals();
  clearMocks();
});

function answers(status: number, body: unknown) {
  const fetch = vi.fn(async () => new Response(JSON.stringify(body), { status }));
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

describe("the token of the web host", () => {
  beforeEach(() => sessionStorage.clear());

  test("is taken from the fragment, kept for the tab and gone from the address bar", () => {
    window.history.replaceState(null, "", "/#token=abc");
    expect(takeToken(window.location, window.history, sessionStorage)).toBe("abc");
    expect(window.location.hash).toBe("");
    expect(takeToken(window.location, window.history, sessionStorage), "after a reload").toBe("abc");
  });
});

describe("the web host", () => {
  test("posts parameters with the token and gives the answer", async () => {
    const fetch = answers(200, { value: 1 });
    expect(await webHost("t").call("board.get", {})).toEqual({ value: 1 });
    const [path, init] = fetch.mock.calls[0] as unknown as [string, RequestInit];
    expect(path).toBe("/rpc/board.get");
    expect(init.headers).toMatchObject({ "x-ktpel-token": "t" });
  });

  test("a refusal is the problem that the kit gave", async () => {
    answers(422, { code: "wrong_pin", params: { left: "2" } });
    const failure = await webHost("t")
      .call("session.sign_in", {})
      .catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(ProblemError);
    expect(problemOf(failure)).toEqual({ code: "wrong_pin", params: { left: "2" }, reasons: [] });
  });

  test("a host that is gone is a fault of the program, not a crash", async () => {
    vi.stubGlobal(
      "fetch",
      vi.fn(async () => Promise.reject(new TypeError("gone"))),
    );
    const failure = await webHost("t")
      .call("board.get", {})
      .catch((thrown: unknown) => thrown);
    expect(problemOf(failure).code).toBe("internal");
  });

  test("a token cannot break out of an address", () => {
    expect(webHost("a&b=c").attachmentUrl("../x")).toBe("/lampiran/..%2Fx?token=a%26b%3Dc");
  });
});

describe("the window", () => {
  test("goes through one command", async () => {
    const seen: unknown[] = [];
    mockIPC((command, args) => {
      seen.push([command, args]);
      return { value: 1 };
    });
    expect(await tauriHost.call("board.get", {})).toEqual({ value: 1 });
    expect(seen).toEqual([["rpc", { method: "board.get", params: {} }]]);
  });

  test("a refusal is the same kind of problem", async () => {
    mockIPC(() => Promise.reject({ code: "locked", params: {}, reasons: [] }));
    const failure = await tauriHost.call("board.get", {}).catch((thrown: unknown) => thrown);
    expect(problemOf(failure).code).toBe("locked");
  });
});

test("anything thrown becomes a problem with all its parts", () => {
  expect(asError(new Error("x")).problem).toEqual({ code: "internal", params: {}, reasons: [] });
  expect(asError({ code: "locked" }).problem).toEqual({ code: "locked", params: {}, reasons: [] });
});
