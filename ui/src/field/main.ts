import { mount } from "svelte";
import "../lib/shared/shared.css";
import { findHost, useHost } from "../lib/ipc";
import App from "./App.svelte";

useHost(await findHost());
const target = document.getElementById("app");
if (target) mount(App, { target });
