import type { PersonDraft } from "../generated/PersonDraft";
import type { PersonView } from "../generated/PersonView";
import type { UserError } from "../generated/UserError";
import { FORMATS } from "../rules/own-profile";
import { Written } from "./written.svelte";

/** Fields that the form shows a refusal at, by the names that a refusal gives; any other is told above the button. */
const FIELDS = ["email", "name", "organisation", ...FORMATS] as const;
type Field = (typeof FIELDS)[number];

/** Somebody as they are being written. */
export class PersonForm extends Written<PersonDraft> {
  constructor(person?: PersonView) {
    super(person ? draftOf(person) : newPerson(), tidied);
  }

  /** They were read anew, as others may have changed them: what was written here since then stays on top. */
  read(newer: PersonView, since?: PersonDraft): void {
    this.follow(draftOf(newer), since);
  }

  /** What a refusal says of a field. */
  problem(field: Field, refused: UserError | undefined): string | undefined {
    return refused?.field === field ? refused.message : undefined;
  }

  /** What a refusal says that no field shows. */
  rest(refused: UserError | undefined): UserError | undefined {
    return FIELDS.some((field) => field === refused?.field) ? undefined : refused;
  }
}

/** What is sent: without spaces at the ends, and nothing for what was emptied. */
function tidied(draft: PersonDraft): PersonDraft {
  const told = (text: string | null) => text?.trim() || null;
  const formats = { ...draft.formats, locale: told(draft.formats.locale), timezone: told(draft.formats.timezone) };
  return { ...draft, email: draft.email.trim(), name: draft.name.trim(), formats };
}

function newPerson(): PersonDraft {
  return {
    email: "",
    name: "",
    role: "member",
    organisation: null,
    enabled: true,
    formats: { locale: null, timezone: null, dates: { format: null, smart: null }, number_separators: { thousands: null, decimal: null } },
    details: {},
  };
}

/** The whole of what an update sets, as it is: whatever the form does not show stays. */
function draftOf({ email, name, role, organisation, enabled, formats, details }: PersonView): PersonDraft {
  return { email, name, role, organisation, enabled, formats, details };
}
