/**
 * Keys without a mouse. Layers lie on each other (page, dialog): a key goes to the newest layer that knows it, and a
 * layer with a floor lets nothing through. Letters are left alone while someone types.
 */
export type KeyMap = Record<string, (event: KeyboardEvent) => void>;
interface Layer {
  keys: KeyMap;
  floor: "open" | "closed";
}

const layers: Layer[] = [];

/** `Ctrl+K`, `N`, `Enter`, `/`, `ArrowDown`. */
export function keyName(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return event.ctrlKey || event.metaKey ? `Ctrl+${key}` : key;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null
  );
}

/** The control has its own meaning for Enter. */
function ownsEnter(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.closest("button, a[href], textarea, select, summary, form, [data-own-enter]") !== null;
}

function mayHandle(name: string, event: KeyboardEvent): boolean {
  if (event.altKey || event.isComposing) return false;
  if (name === "Enter") return !ownsEnter(event.target);
  if (name.startsWith("Ctrl+") || name === "Escape") return true;
  return !isTyping(event.target);
}

function onKeydown(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const name = keyName(event);
  if (!mayHandle(name, event)) return;
  for (const layer of layers.toReversed()) {
    const act = layer.keys[name];
    if (act) {
      event.preventDefault();
      act(event);
      return;
    }
    if (layer.floor === "closed") return;
  }
}

/** Puts a layer on top until the returned function takes it away. */
export function pushKeys(keys: KeyMap, floor: Layer["floor"] = "open"): () => void {
  const layer: Layer = { keys, floor };
  if (layers.length === 0) window.addEventListener("keydown", onKeydown);
  layers.push(layer);
  return () => {
    layers.splice(layers.indexOf(layer), 1);
    if (layers.length === 0) window.removeEventListener("keydown", onKeydown);
  };
}

/** The keys of a component while it is on screen. */
export function hotkeys(keys: () => KeyMap, floor: Layer["floor"] = "open"): void {
  $effect(() => pushKeys(keys(), floor));
}
