import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, test } from "vitest";
import type { Act } from "../ipc";
import type { CaptureDetail } from "../ipc/generated/CaptureDetail";
import { FakeKit, problem } from "../../testing/kit";
import { by, caseView, CASE_ID, detail } from "../../testing/sample";
import { nextMissing, siblings, SLOTS } from "./slots";
import Station from "./Station.svelte";

afterEach(() => cleanup());

const frame = "data:image/png;base64,iVBORw0KGgo=";
const preview = { frame, quality: 55, word: "cukup", hint: "hold_still", device: "Simulator" };

function captured(...slots: string[]): CaptureDetail[] {
  const takes = [{ hash: "ab", size: 10, mime: "image/png", quality: 80, by }];
  return slots.map((slot) => ({ slot, state: "captured", takes, waiver: null, waived_by: null }));
}

function station(missing: string[], answers: Parameters<typeof FakeKit.start>[0] = {}, act: Act = async () => null) {
  const rest = SLOTS.filter((slot) => !missing.includes(slot));
  const kit = FakeKit.start({ "recording.preview": () => preview, ...answers });
  const props = {
    detail: detail({ captures: captured(...rest), captures_missing: missing }),
    act,
    busy: false,
    put: () => undefined,
    onend: () => ends.push(1),
  };
  const ends: number[] = [];
  render(Station, { props });
  return { kit, ends };
}

function press(key: string): void {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

describe("the order of the parts", () => {
  test("is the SOP's, from where the operator stands", () => {
    expect(nextMissing(["iris_kiri", "jari_kiri_2"], "wajah")).toBe("iris_kiri");
    expect(nextMissing(["iris_kiri", "jari_kiri_2"], "jari_kanan_3")).toBe("jari_kiri_2");
  });

  test("goes round to what was passed over", () => {
    expect(nextMissing(["wajah"], "tanda_tangan")).toBe("wajah");
  });

  test("ends when nothing is missing", () => {
    expect(nextMissing([], "wajah")).toBeNull();
  });

  test("one reason may cover the missing fingers of one hand, never those taken", () => {
    expect(siblings("jari_kiri_1", ["jari_kiri_1", "jari_kiri_3", "jari_kanan_1"])).toEqual([
      "jari_kiri_1",
      "jari_kiri_3",
    ]);
    expect(siblings("tanda_tangan", ["tanda_tangan", "wajah"])).toEqual(["tanda_tangan"]);
  });
});

describe("a station", () => {
  test("begins at the first missing part with a live picture, quality in words and a hint", async () => {
    station(["jari_kanan_1", "jari_kanan_2"]);
    await screen.findByText("Ibu jari kanan");
    await screen.findByRole("img", { name: "Gambar langsung: ibu jari kanan" });
    screen.getByText("Mutu cukup");
    screen.getByText("Tahan sebentar, jangan bergerak.");
    screen.getByText(/12 dari 14 bagian · Berikutnya: telunjuk kanan/);
  });

  test("Enter takes, Enter goes on, R repeats", async () => {
    const take = { quality: 35, word: "kurang", thumbnail: frame, case: caseView() };
    const { kit } = station(["jari_kanan_1", "jari_kanan_2"], { "recording.capture": () => take });
    await screen.findByRole("img", { name: /Gambar langsung/ });
    press("Enter");
    await screen.findByText("Mutu kurang, sebaiknya ulangi");
    press("r");
    await screen.findByRole("img", { name: /Gambar langsung: ibu jari kanan/ });
    press("Enter");
    await screen.findByRole("img", { name: /Hasil rekam/ });
    press("Enter");
    await screen.findByText("Telunjuk kanan");
    expect(kit.calls("recording.capture")).toEqual([
      { id: CASE_ID, slot: "jari_kanan_1", blob: null },
      { id: CASE_ID, slot: "jari_kanan_1", blob: null },
    ]);
  });

  test("a device that does not answer is said; what was taken is safe", async () => {
    station(["jari_kanan_1"], {
      "recording.preview": () => {
        throw problem("device");
      },
    });
    await screen.findByText(/Alat rekam tidak menjawab. Rekaman yang sudah diambil aman/);
  });

  test("a refused take is said until the next try, although the live picture goes on", async () => {
    const { kit } = station(["jari_kanan_1"], {
      "recording.capture": () => {
        throw problem("device", { what: "poor_contact" });
      },
    });
    await screen.findByRole("img", { name: /Gambar langsung/ });
    press("Enter");
    await screen.findByText(/bersihkan dan tekan lagi/);
    const seen = kit.calls("recording.preview").length;
    await waitFor(() => expect(kit.calls("recording.preview").length).toBeGreaterThan(seen + 1));
    screen.getByText(/bersihkan dan tekan lagi/);
  });

  test("the drawn person tells each part's state by name, not by colour alone", async () => {
    station(["jari_kanan_2"]);
    await screen.findByRole("button", { name: "Telunjuk kanan: sedang direkam" });
    screen.getByRole("button", { name: "Wajah: sudah direkam" });
  });

  test("a recorded part rests until it is repeated: no second take by accident", async () => {
    const { kit } = station(["jari_kanan_2"]);
    await fireEvent.click(await screen.findByRole("button", { name: "Wajah: sudah direkam" }));
    await screen.findByText(/Sudah direkam 22 Nov 2026/);
    press("Enter");
    await screen.findByText("Telunjuk kanan");
    expect(kit.calls("recording.capture")).toEqual([]);
  });

  test("a signature drawn on the screen is what Enter takes, never the device's at the same time", async () => {
    const take = { quality: 100, word: "baik", thumbnail: frame, case: caseView() };
    const { kit } = station(["tanda_tangan"], { "recording.capture": () => take });
    await fireEvent.click(await screen.findByRole("button", { name: "Tanda tangan di layar" }));
    await screen.findByLabelText("Bidang tanda tangan");
    expect(
      screen.getByRole("button", { name: /Pakai tanda tangan ini/ }).hasAttribute("disabled"),
      "nothing is drawn",
    ).toBe(true);
    press("Enter");
    expect(kit.calls("recording.capture")).toEqual([]);
  });

  test("when all is recorded Enter ends the step", async () => {
    const { ends } = station([]);
    await screen.findByText("Perekaman selesai");
    press("Enter");
    await waitFor(() => expect(ends).toHaveLength(1));
  });

  test("a part that cannot be recorded is waived with a reason, for the whole hand if so", async () => {
    const waived: unknown[] = [];
    const act: Act = async (method, params) => {
      waived.push([method, params]);
      return caseView();
    };
    station(["jari_kiri_1", "jari_kiri_2"], {}, act);
    await screen.findByRole("img", { name: /Gambar langsung/ });
    press("t");
    await fireEvent.change(await screen.findByLabelText("Berlaku untuk"), { target: { value: "group" } });
    await fireEvent.change(screen.getByLabelText(/^Alasan/), { target: { value: "rMissing" } });
    const [, submit] = screen.getAllByRole("button", { name: /Tidak bisa direkam/ });
    await fireEvent.click(submit as HTMLElement);
    await waitFor(() =>
      expect(waived).toEqual([
        ["recording.waive", { slots: ["jari_kiri_1", "jari_kiri_2"], reason: "Bagian tubuh tidak ada" }],
      ]),
    );
  });
});
