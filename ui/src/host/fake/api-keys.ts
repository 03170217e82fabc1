import { administered, apiKey } from "./administered";
import { page } from "./people";
import { now } from "./samples";
import { error, find, type Played, type Stage } from "./stage";

const SECRET = "f3Jd7iXoNwMkQ4uQx8m1Yv0sH7cT2nZp5LrWb9eJ";

/** The keys of the product APIs that are administered. */
export function apiKeys({ state }: Stage): Played<"api_keys" | "api_key" | "add_api_key" | "update_api_key" | "delete_api_key" | "new_api_key_secret" | "retire_api_key_secret"> {
  const held = () => (state.administered ??= administered());
  const one = (key: string) => find(held().apiKeys.find((known) => known.key === key), "API key");
  return {
    api_keys: async ({ search, cursor, limit }) => page(held().apiKeys.filter((key) => key.name.toLowerCase().includes(search?.toLowerCase() ?? "")), cursor, limit),
    api_key: async ({ key }) => one(key),
    add_api_key: async ({ draft }) => {
      if (draft.name.trim() === "") throw error("invalid_input", "Give the key a name of 1 to 80 characters, without control characters.", "name");
      const made = apiKey({ ...draft, organisation: draft.organisation, key: "Zr2LmYh9Gd3Ea6UBvQ8cXw1n7Tt0sKp4", created_at: now(), last_used_at: undefined, last_used_from: undefined, secrets: [{ id: "z1", created_at: now() }], version: 1 });
      held().apiKeys = [...held().apiKeys, made];
      return { ...made, secret: SECRET };
    },
    update_api_key: async ({ key, update, version }) => {
      const before = one(key);
      if (before.version !== version) throw error("conflict", `Somebody changed this API key meanwhile; it is at version ${before.version} now. Read it again, then change it.`);
      const after = { ...before, ...update, version: version + 1 };
      held().apiKeys = held().apiKeys.map((known) => (known.key === key ? after : known));
      return after;
    },
    delete_api_key: async ({ key }) => {
      held().apiKeys = held().apiKeys.filter((known) => known.key !== key);
    },
    new_api_key_secret: async ({ key }) => {
      const before = one(key);
      const working = before.secrets.filter((secret) => secret.retired_at === undefined);
      const retired = working.length > 1 ? (working[0]?.id ?? null) : null;
      const secrets = before.secrets.map((secret) => (secret.id === retired ? { ...secret, retired_at: now() } : secret));
      held().apiKeys = held().apiKeys.map((known) => (known.key === key ? { ...before, secrets: [...secrets, { id: `s${now()}`, created_at: now() }], version: before.version + 1 } : known));
      return { key, secret: SECRET, retired };
    },
    retire_api_key_secret: async ({ key, secret }) => {
      const before = one(key);
      const secrets = before.secrets.map((known) => (known.id === secret ? { ...known, retired_at: now() } : known));
      held().apiKeys = held().apiKeys.map((known) => (known.key === key ? { ...before, secrets, version: before.version + 1 } : known));
    },
  };
}
