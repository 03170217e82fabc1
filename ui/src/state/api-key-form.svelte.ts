import type { ApiKeyDraft } from "../generated/ApiKeyDraft";

/** A new API key as it is being written. */
export class ApiKeyForm {
  name = $state("");
  organisation = $state.raw<{ id: string; label: string }>();

  get changed(): boolean {
    return this.name.trim() !== "" || this.organisation !== undefined;
  }

  /** What is sent. */
  get clean(): ApiKeyDraft {
    const name = this.name.trim();
    return this.organisation ? { name, organisation: this.organisation.id } : { name };
  }
}
