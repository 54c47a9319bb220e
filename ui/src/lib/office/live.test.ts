import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Live, readNews, type News } from "./live.svelte";
import { FakeLine } from "./testing/fakeoffice";

let lines: FakeLine[];
let live: Live;
let heard: News[][];

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  heard = [];
  live = new Live(() => {
    const line = new FakeLine();
    lines.push(line);
    return line;
  });
  live.listen((news) => heard.push(news));
  live.start();
});

afterEach(() => {
  live.stop();
  vi.useRealTimers();
});

test("changes that come together are one reload", () => {
  lines[0]?.open();
  lines[0]?.say({ event: "changed", docs: ["c1"] });
  lines[0]?.say({ event: "kit", device: "d1" });
  vi.advanceTimersByTime(500);
  expect(heard).toEqual([
    [
      { event: "changed", docs: ["c1"] },
      { event: "kit", device: "d1" },
    ],
  ]);
});

test("a cut line is tried again, each time later, and says so", () => {
  lines[0]?.open();
  lines[0]?.cut();
  expect(live.state).toBe("down");
  expect(lines[0]?.closed, "the browser must not retry beside us").toBe("yes");
  vi.advanceTimersByTime(1_000);
  expect(lines).toHaveLength(2);
  lines[1]?.cut();
  vi.advanceTimersByTime(1_999);
  expect(lines, "the second wait is longer").toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(lines).toHaveLength(3);
});

test("after a reconnection everything is loaded again, because news may have been missed", () => {
  lines[0]?.open();
  lines[0]?.cut();
  vi.advanceTimersByTime(1_000);
  lines[1]?.open();
  vi.advanceTimersByTime(500);
  expect(live.state).toBe("up");
  expect(heard).toEqual([[{ event: "again" }]]);
});

test("the first connection is no news", () => {
  lines[0]?.open();
  vi.advanceTimersByTime(500);
  expect(heard).toEqual([]);
});

test("a person may retry without waiting", () => {
  lines[0]?.cut();
  live.retryNow();
  expect(lines).toHaveLength(2);
  vi.advanceTimersByTime(60_000);
  expect(lines, "the old timer must not open a second line").toHaveLength(2);
});

test("after stopping nothing is tried or told", () => {
  lines[0]?.open();
  lines[0]?.say({ event: "kit", device: "d1" });
  live.stop();
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual([]);
  expect(lines).toHaveLength(1);
});

test("what is no news of ours is left alone", () => {
  for (const data of ["", "{", "null", '{"event":"changed"}', '{"event":"kit"}', 7]) {
    expect(readNews(data), String(data)).toBeNull();
  }
});
