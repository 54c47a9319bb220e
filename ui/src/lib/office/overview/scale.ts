/** Geometry of the small charts: values to places in a box, nothing else. */

/** `part` of `all` as 0–100; nothing of nothing is 0. */
export function percent(part: number, all: number): number {
  if (all <= 0) return 0;
  return Math.min(100, Math.max(0, (part / all) * 100));
}

export interface StripBar {
  x: number;
  y: number;
  width: number;
  height: number;
  over: boolean;
}

export interface Strip {
  bars: StripBar[];
  /** Height of the standard from the top; none where the SOP gives no time. */
  standardY: number | null;
  /** The value at the top edge, seconds. */
  top: number;
}

/** Bars of the last durations, oldest left, with the standard as a line. The top leaves room above the larger of both. */
export function strip(
  durations: number[],
  standard: number | null,
  box: { width: number; height: number; slots: number },
): Strip {
  const shown = durations.slice(-box.slots);
  const top = Math.max(1, standard ?? 0, ...shown) * 1.1;
  const step = box.width / box.slots;
  const bars = shown.map((seconds, index) => {
    const height = (Math.max(0, seconds) / top) * box.height;
    return {
      x: (box.slots - shown.length + index) * step,
      y: box.height - height,
      width: Math.max(1, step - 2),
      height,
      over: standard !== null && seconds > standard,
    };
  });
  return { bars, standardY: standard === null ? null : box.height - (standard / top) * box.height, top };
}
