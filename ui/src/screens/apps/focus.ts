import { tick } from "svelte";

/** Leads to the first field that cannot stay as it is. */
export async function toFirstProblem(form: HTMLElement): Promise<void> {
  await tick();
  form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
}
