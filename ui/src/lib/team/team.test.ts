import { afterEach, expect, test } from "vitest";
import { locale } from "../shared/i18n.svelte";
import { mateLook } from "./team";

afterEach(() => locale.set("id"));

/** The states that the kit sends, see `Standing::id` in crates/ktpel-app/src/team/peers.rs; `elsewhere` and `myself` are never shown. */
const STATES =
  "calling together unreachable other_visit revoked revoked_here other_office expired not_believed older newer closed nonsense";

test.each(["id", "en"])("every state of a laptop has its own sentence in %s", (lang) => {
  locale.set(lang);
  const said = STATES.split(" ").map((state) => mateLook(state).word);
  expect(new Set(said).size).toBe(said.length);
});

test("a laptop that was revoked is told apart from one that refuses", () => {
  expect([mateLook("revoked").word, mateLook("revoked_here").word]).toEqual([
    "Dicabut oleh kantor. Jangan dipakai; hubungi kantor.",
    "Menolak: laptop INI dicabut oleh kantor. Hubungi kantor.",
  ]);
});
