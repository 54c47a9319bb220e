import { beforeEach, expect, test } from "vitest";
import type { SyncProgress } from "../ipc/generated/SyncProgress";
import { locale } from "../shared/i18n.svelte";
import { NOW, status } from "../../testing/sample";
import { countsText, leftText, picturesHeldBack, runningText, sizeText, tryAgainText, waitingText } from "./sending";

beforeEach(() => locale.set("id"));

const progress: SyncProgress = {
  cases: { safe: 12, of: 60 },
  files: { safe: 3, of: 18 },
  received_cases: 0,
  left_ms: 4 * 60_000,
};

test("the numbers are those that a person thinks in", () => {
  expect(countsText(progress)).toBe("12 dari 60 kasus, foto 3 dari 18");
  expect(countsText({ ...progress, files: { safe: 0, of: 0 } })).toBe("12 dari 60 kasus");
  expect(countsText({ ...progress, cases: { safe: 0, of: 0 } })).toBe("foto 3 dari 18");
});

test("the time left is coarser the longer it is", () => {
  const minutes = [0.2, 0.99, 1, 4.4, 9.4, 12, 33, 57, 58, 100, 1620];
  expect(minutes.map((minute) => leftText(minute * 60_000))).toEqual([
    "kurang dari 1 menit",
    "kurang dari 1 menit",
    "kira-kira 1 menit",
    "kira-kira 4 menit",
    "kira-kira 9 menit",
    "kira-kira 10 menit",
    "kira-kira 35 menit",
    "kira-kira 55 menit",
    "kira-kira 1 jam",
    "kira-kira 2 jam",
    "kira-kira 27 jam",
  ]);
  expect(leftText(null), "a line that is not known is not guessed").toBe("");
});

test("one line says how far a run is", () => {
  const running = { ...status, syncing: true, progress };
  expect(runningText(running)).toBe("Mengirim: 12 dari 60 kasus, foto 3 dari 18, kira-kira 4 menit");
  expect(runningText({ ...running, progress: { ...progress, left_ms: null } })).toBe(
    "Mengirim: 12 dari 60 kasus, foto 3 dari 18",
  );
  const nothing = { safe: 0, of: 0 };
  const news = { ...progress, cases: nothing, files: nothing, left_ms: null };
  expect(runningText({ ...running, progress: { ...news, received_cases: 5 } })).toBe("Menerima kabar 5 kasus");
  expect(runningText({ ...running, progress: news })).toBe("Menghubungi kantor…");
});

test("what waits is named, and nothing where nothing does", () => {
  expect(waitingText(status)).toBe("4 kasus, 3 foto");
  expect(waitingText({ ...status, unsent_cases: 0 })).toBe("3 foto");
  expect(waitingText({ ...status, unsent_cases: 0, unsent_files: 0 }), "a record of the laptop is no case").toBe("");
});

test("sizes are said as on a data bill", () => {
  expect([0, 640_000, 1_640_000, 12_400_000, 2_400_000_000].map(sizeText)).toEqual([
    "1 KB",
    "640 KB",
    "1,6 MB",
    "12 MB",
    "2.400 MB",
  ]);
});

test("pictures are held back only where a person wants it so", () => {
  expect(picturesHeldBack(status)).toBe(false);
  expect(picturesHeldBack({ ...status, load: "text_only" })).toBe(true);
  expect(picturesHeldBack({ ...status, load: "text_only", pictures_now: true })).toBe(false);
  expect(picturesHeldBack({ ...status, load: "text_only", unsent_files: 0 })).toBe(false);
});

test("a time that has passed is not promised", () => {
  expect(tryAgainText({ ...status, next_try_ms: NOW + 120_000 }, NOW)).toMatch(/^Dicoba lagi sendiri pukul \d\d\.\d\d/);
  expect(tryAgainText({ ...status, next_try_ms: NOW - 1 }, NOW)).toBe("Laptop mencoba lagi sendiri.");
});
