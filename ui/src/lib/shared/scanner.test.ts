import { expect, test, vi } from "vitest";
import { ScanDetector, watchScanner } from "./scanner";

function type(detector: ScanDetector, text: string, each_ms: number): string | null {
  let at = 1000;
  let answer: string | null = null;
  for (const key of [...text, "Enter"]) answer = detector.key(key, (at += each_ms));
  return answer;
}

test("a scanner types faster than any person", () => {
  expect(type(new ScanDetector(), "7K3F-9QXM", 8)).toBe("7K3F-9QXM");
});

test("a quick typist is no scanner", () => {
  expect(type(new ScanDetector(), "7K3F-9QXM", 90)).toBeNull();
});

test("a few quick keys are no scan", () => {
  expect(type(new ScanDetector(), "abc", 5)).toBeNull();
});

test("Enter long after the characters is a person pressing Enter", () => {
  const detector = new ScanDetector();
  [..."KB00000001"].forEach((key, n) => detector.key(key, 1000 + n * 5));
  expect(detector.key("Enter", 3000)).toBeNull();
});

test("a scan that is taken leaves nothing in the field and its Enter reaches nobody", () => {
  document.body.innerHTML = "<input value='Siti 7K3F-9QXM'>";
  const field = document.querySelector("input") as HTMLInputElement;
  const enter = vi.fn();
  field.addEventListener("keydown", enter);
  const stop = watchScanner(() => "taken");
  for (const key of [..."7K3F-9QXM", "Enter"])
    field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  stop();
  expect(field.value).toBe("Siti ");
  expect(enter.mock.calls.some(([event]) => (event as KeyboardEvent).key === "Enter")).toBe(false);
});
