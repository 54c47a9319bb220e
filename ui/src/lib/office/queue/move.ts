/** Where a queue goes from `index` (−1: nothing chosen) with this key; null when the key does not move or nothing is there. */
export function moveIn(length: number, index: number, key: string): number | null {
  if (length === 0) return null;
  if (key === "J" || key === "ArrowDown") return Math.min(index + 1, length - 1);
  if (key === "K" || key === "ArrowUp") return Math.max(index - 1, 0);
  if (key === "Home") return 0;
  if (key === "End") return length - 1;
  return null;
}
