// What the frame and the page Kirim say in each state of syncing, and what their buttons ask of the kit.
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { StatusView } from "../../lib/ipc/generated/StatusView";
import { locale } from "../../lib/shared/i18n.svelte";
import { FakeKit } from "../../testing/kit";
import { NOW, status as sample } from "../../testing/sample";
import SendView from "./SendView.svelte";
import SafetyState from "../../lib/sync/SafetyState.svelte";
import { status } from "../../lib/sync/status.svelte";

const nothing = { ...sample, unsent: 0, unsent_cases: 0, unsent_apart: 0, unsent_files: 0, unsent_bytes: 0 };
const progress = { cases: { safe: 12, of: 60 }, files: { safe: 3, of: 18 }, received_cases: 0, left_ms: 240_000 };

beforeEach(() => locale.set("id"));
afterEach(() => {
  cleanup();
  status.view = undefined;
});

function view(state: StatusView) {
  const page = {
    office_url: "",
    permit_until_ms: NOW,
    waiting: [],
    sent: 0,
    received: 0,
    refused: [],
    held: [],
    laptops: 0,
  };
  return { ...page, status: state };
}

function open(state: StatusView): FakeKit {
  status.view = state;
  const kit = FakeKit.start({
    "sync.state": () => view(state),
    "sync.load": ({ load }) => view({ ...state, load }),
    "sync.pictures": () => view(nothing),
    "sync.now": () => view({ ...state, unsent: 0, unsent_cases: 0 }),
    "stick.places": () => [],
  });
  render(SendView);
  return kit;
}

describe("the frame", () => {
  function said(state: StatusView): string {
    render(SafetyState, { status: state, onopen: () => undefined });
    const text = screen.getByRole("button").textContent?.replace(/\s+/g, " ") ?? "";
    cleanup();
    return text;
  }

  test("never says that all is sent while something waits", () => {
    expect(said(nothing)).toContain("semua terkirim");
    const apart = said({ ...nothing, unsent: 1, unsent_apart: 1 });
    expect(apart).not.toContain("semua terkirim");
    expect(apart).toContain("kasus terkirim · 1 catatan laptop menunggu");
    expect(said({ ...nothing, unsent_files: 18, load: "text_only" })).toContain("18 foto menunggu");
    expect(said(sample)).toContain("Belum terkirim: 4 kasus, 3 foto");
  });

  test("says how far a run is", () => {
    expect(said({ ...sample, syncing: true, progress })).toContain(
      "Mengirim: 12 dari 60 kasus, foto 3 dari 18, kira-kira 4 menit",
    );
  });
});

describe("the page", () => {
  test("says what is safe, what waits and when it is tried again after a cut", async () => {
    open({ ...sample, progress, last_problem: "server_unreachable", next_try_ms: Date.now() + 120_000 });
    await screen.findByText("Pengiriman terhenti");
    screen.getByText("Sudah aman di kantor: 12 dari 60 kasus, foto 3 dari 18.");
    screen.getByText(/Menunggu di laptop ini: 4 kasus, 3 foto \(640 KB\)/);
    screen.getByText(/Dicoba lagi sendiri pukul/);
  });

  test("changes while a long run goes on", async () => {
    open({ ...sample, syncing: true, progress });
    await screen.findByText(/12 dari 60 kasus/);
    status.view = { ...sample, syncing: true, progress: { ...progress, cases: { safe: 13, of: 60 } } };
    await screen.findByText(/13 dari 60 kasus/);
    expect(screen.getByRole("meter", { name: "Kemajuan pengiriman" }).getAttribute("aria-valuenow")).toBe("16");
  });

  test("a record without a case is no case", async () => {
    open({ ...nothing, unsent: 1, unsent_apart: 1 });
    await screen.findByText("Semua kasus sudah di kantor");
    screen.getByText(/1 catatan laptop/);
    expect(screen.queryByText("Semua sudah di kantor")).toBeNull();
  });

  test("pictures that wait go with one button, for this once", async () => {
    const kit = open({ ...nothing, unsent_files: 18, unsent_bytes: 12_000_000, load: "text_only" });
    await screen.findByText("18 foto (12 MB) menunggu di laptop ini");
    await fireEvent.click(screen.getByRole("button", { name: "Kirim foto sekarang" }));
    expect(kit.calls("sync.pictures")).toEqual([{}]);
    await screen.findByText("Semua sudah di kantor");
    expect(kit.calls("sync.load"), "the setting stays").toEqual([]);
  });

  test("a weak line is said and a person decides", async () => {
    const kit = open({ ...sample, line_weak: true });
    await screen.findByText("Sambungan lemah");
    expect(kit.calls("sync.load")).toEqual([]);
    await fireEvent.click(screen.getByRole("button", { name: "Kirim teks dulu" }));
    await waitFor(() => expect(kit.calls("sync.load")).toEqual([{ load: "text_only" }]));
    await screen.findByText(/menunggu di laptop ini/);
  });

  test("the choice is kept by the kit", async () => {
    const kit = open(nothing);
    const choice = await screen.findByLabelText("Lewat sambungan ini dikirim");
    await fireEvent.change(choice, { target: { value: "text_only" } });
    await vi.waitFor(() => expect(kit.calls("sync.load")).toEqual([{ load: "text_only" }]));
  });

  test("files that wait for their case are named", async () => {
    open({ ...nothing, unsent_files: 2, unsent_bytes: 9, files_unnamed: 1 });
    await screen.findByText(/1 foto menunggu sampai kantor menerima kasusnya/);
  });
});
