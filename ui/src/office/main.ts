import { mount } from "svelte";
import { restoreChoices } from "../lib/office/frame/choices";
import { Office } from "../lib/office/office.svelte";
import { theme } from "../lib/shared/theme.svelte";
import "../lib/shared/shared.css";
import "./print.css";
import App from "./App.svelte";

restoreChoices();
theme.watch();

const office = new Office({
  fetch: (path, init) => fetch(path, init),
  events: () => new EventSource("api/events"),
  window,
});
const target = document.getElementById("app");
if (target) mount(App, { target, props: { office } });
