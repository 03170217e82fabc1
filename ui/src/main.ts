import "./styles/all";

import { mount } from "svelte";

import App from "./App.svelte";
import { tauri } from "./host/tauri";

const target = document.getElementById("app");
if (target) mount(App, { target, props: { host: tauri } });
