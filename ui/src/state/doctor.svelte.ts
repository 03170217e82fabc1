import type { Check } from "../generated/Check";
import type { Finding } from "../generated/Finding";
import type { KeychainState } from "../generated/KeychainState";
import type { Host } from "../host/host";
import { Task } from "./task.svelte";

/** How long a probe waits for the browser. */
export const PATIENCE = 60;
/** What is asked of others, and takes as long as they take. */
const OF_SERVICES: readonly Check[] = ["network", "tls", "clock", "provider"];
/** What can be mended here. */
const MENDED: readonly Check[] = ["scheme", "vault"];

const isWrong = ({ state }: Finding) => state === "failed" || state === "warning";

/** What is found on this computer as far as signing in goes. What is at hand and what others answer are asked for apart. */
export class Doctor {
  here = $state.raw<readonly Finding[]>([]);
  services = $state.raw<readonly Finding[]>([]);
  walked = $state.raw<readonly Finding[]>();
  keychain = $state<KeychainState>();
  /** When a probe was sent off. */
  sentAt = $state(0);
  /** A repair was made, and what is here now is what it left. */
  repaired = $state(false);
  readonly looking = new Task();
  readonly asking = new Task();
  readonly walking = new Task();
  readonly mending = new Task();

  constructor(private readonly host: Host) {}

  async look(): Promise<void> {
    await this.looking.run(async () => {
      const [keychain, found] = await Promise.all([this.host.ask("keychain_state", {}), this.host.ask("doctor", { provider: null, offline: true, repair: false })]);
      this.keychain = keychain;
      this.#take(found);
    });
  }

  /** Asks the services. */
  async ask(): Promise<void> {
    await this.asking.run(async () => {
      const found = await this.host.ask("doctor", { provider: null, offline: false, repair: false });
      this.services = found.filter((finding) => OF_SERVICES.includes(finding.check));
    });
  }

  /** Sends a probe through system, browser and scheme. */
  async walk(now: number): Promise<void> {
    this.sentAt = now;
    this.walked = undefined;
    await this.walking.run(async () => {
      this.walked = await this.host.ask("probe", {});
      const scheme = this.walked.filter((finding) => finding.check === "scheme");
      if (scheme.length > 0) this.here = [...scheme, ...this.here.filter((finding) => finding.check !== "scheme")];
    });
  }

  async repair(): Promise<void> {
    await this.mending.run(async () => {
      this.#take(await this.host.ask("doctor", { provider: null, offline: true, repair: true }));
      // The way is another one now.
      this.walked = undefined;
      this.repaired = true;
    });
  }

  get canBeMended(): boolean {
    return this.here.some((finding) => MENDED.includes(finding.check) && isWrong(finding));
  }

  get walkedWell(): boolean {
    const last = this.walked?.find((finding) => finding.check === "sign_in" && finding.about === "app");
    return last?.state === "ok" || last?.state === "warning";
  }

  of(...checks: Check[]): Finding[] {
    return this.here.filter((finding) => checks.includes(finding.check));
  }

  /** Everything that was found, for somebody who helps. */
  get all(): Finding[] {
    return [...this.here, ...(this.walked ?? []).filter((finding) => finding.check === "sign_in"), ...this.services];
  }

  #take(found: readonly Finding[]): void {
    this.here = found.filter((finding) => !OF_SERVICES.includes(finding.check));
    this.repaired = false;
  }
}

/** One host or service, and what was found of it; what is about no host is about this computer. */
export interface FoundOf {
  about: string | undefined;
  findings: Finding[];
}

/** Findings by what they are about, this computer first, in the order in which they came. */
export function byHost(findings: readonly Finding[]): FoundOf[] {
  const groups = new Map<string | undefined, Finding[]>();
  for (const finding of findings) {
    // The clock that is wrong is this computer's, whichever host says so.
    const about = finding.check === "clock" && finding.state !== "warning" ? undefined : (finding.about ?? undefined);
    groups.set(about, [...(groups.get(about) ?? []), finding]);
  }
  return [...groups].map(([about, found]) => ({ about, findings: found })).sort((a, b) => Number(a.about !== undefined) - Number(b.about !== undefined));
}
