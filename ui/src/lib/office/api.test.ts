import { expect, test, vi } from "vitest";
import { officeApi } from "./api";
import { OfficeProblem } from "./problem";

function api(status: number, body: string, onSignedOut = () => {}) {
  const asked: { path: string; init: RequestInit }[] = [];
  const calls = officeApi((path, init) => {
    asked.push({ path, init });
    return Promise.resolve(new Response(body, { status }));
  }, onSignedOut);
  return { calls, asked };
}

async function problemOf(status: number, body: string): Promise<OfficeProblem> {
  const thrown: unknown = await api(status, body)
    .calls.overview()
    .catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(OfficeProblem);
  return thrown as OfficeProblem;
}

test("filters that are not set are not sent", async () => {
  const { calls, asked } = api(200, "{}");
  await calls.cases({ q: "siti r", step: "", layanan: "baru", kelurahan: "", badge: "", page: 0 });
  expect(asked[0]?.path).toBe("api/cases?q=siti+r&layanan=baru");
});

test("the full NIK is asked for only on purpose", async () => {
  const { calls, asked } = api(200, "{}");
  await calls.case("c1", "masked");
  await calls.case("c1", "full");
  expect(asked.map((one) => one.path)).toEqual(["api/cases/c1", "api/cases/c1?reveal=1"]);
});

test("a NIK to check travels in the body, never in an address", async () => {
  const { calls, asked } = api(200, "{}");
  await calls.checkNik("5272035503909901", null, "P");
  expect(asked[0]?.path).toBe("api/nik-check");
  expect(asked[0]?.init.body).toContain("5272035503909901");
});

test("a problem of the server keeps its code, parameters and reasons", async () => {
  const reasons = [{ code: "nik_waiting" }];
  const problem = await problemOf(409, JSON.stringify({ code: "not_allowed", params: { field: "x" }, reasons }));
  expect(problem).toMatchObject({ code: "not_allowed", params: { field: "x" }, reasons });
});

test("failures without a problem object still have words", async () => {
  expect((await problemOf(502, "<html>Bad gateway</html>")).code).toBe("internal");
  expect((await problemOf(404, "")).code).toBe("not_found");
  expect((await problemOf(429, "")).code).toBe("too_many_tries");
  expect((await problemOf(418, '{"code":"tea"}')).code).toBe("nonsense");
});

test("an answer that is no JSON is nonsense, not a crash", async () => {
  await expect(api(200, "<html>").calls.overview()).rejects.toMatchObject({ code: "nonsense" });
});

test("a cut line is told as unreachable", async () => {
  const calls = officeApi(
    () => Promise.reject(new TypeError("Failed to fetch")),
    () => {},
  );
  await expect(calls.overview()).rejects.toMatchObject({ code: "unreachable" });
});

test("a session that ran out is told once for each answer", async () => {
  const onSignedOut = vi.fn();
  const { calls } = api(401, '{"code":"unauthenticated","params":{}}', onSignedOut);
  await expect(calls.overview()).rejects.toMatchObject({ code: "unauthenticated" });
  expect(onSignedOut).toHaveBeenCalledOnce();
});

test("a wrong password is no ended session", async () => {
  const onSignedOut = vi.fn();
  const { calls } = api(401, '{"code":"wrong_password","params":{}}', onSignedOut);
  await expect(calls.login("kasi", "x")).rejects.toMatchObject({ code: "wrong_password" });
  expect(onSignedOut).not.toHaveBeenCalled();
});
