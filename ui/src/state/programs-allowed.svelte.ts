import type { ApprovalView } from "../generated/ApprovalView";
import type { Host } from "../host/host";
import { Task } from "./task.svelte";

/** Programs that may have tokens. */
export class ProgramsAllowed {
  all = $state.raw<readonly ApprovalView[]>();
  /** The program that was just taken off. */
  revoked = $state<string>();
  readonly reading = new Task();

  constructor(private readonly host: Host) {}

  async load(): Promise<void> {
    await this.reading.run(async () => {
      this.all = await this.host.ask("approvals", {});
    });
  }

  async revoke(approval: ApprovalView): Promise<void> {
    await this.host.ask("revoke_approval", { id: approval.id });
    this.all = this.all?.filter((one) => one.id !== approval.id);
    this.revoked = fileOf(approval.program);
  }
}

/** The last part of a path, and what stands before it. */
export function fileOf(path: string): string {
  return path.split(/[/\\]/).pop() || path;
}
export const folderOf = (path: string): string => path.slice(0, path.length - fileOf(path).length);
