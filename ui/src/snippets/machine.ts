/** A program that gets tokens for itself. */
import { json, type Library, lines, shell, type Told, urls } from "./told";

export const MACHINE: Partial<Record<Library, (told: Told) => string>> = {
  curl: (told) =>
    lines(
      "# The secret stands in CLIENT_SECRET, never in a file of the project.",
      `curl -s ${shell(urls(told).token)} \\`,
      "  -d grant_type=client_credentials \\",
      `  --data-urlencode ${shell(`scope=${told.scopes}`)} \\`,
      `  --data-urlencode ${shell(`client_id=${told.clientId}`)} \\`,
      '  --data-urlencode "client_secret=$CLIENT_SECRET"',
    ),
  "openid-client": (told) =>
    lines(
      "// npm install openid-client (version 6)",
      'import * as client from "openid-client";',
      "",
      `const config = await client.discovery(new URL(${json(told.issuer)}), ${json(told.clientId)}, process.env.CLIENT_SECRET, undefined, {`,
      told.issuer.startsWith("http:") ? '  algorithm: "oauth2",\n  execute: [client.allowInsecureRequests], // plain http, for this computer only' : '  algorithm: "oauth2",',
      "});",
      `const tokens = await client.clientCredentialsGrant(config, { scope: ${json(told.scopes)} });`,
    ),
  authlib: (told) =>
    lines(
      "# pip install Authlib requests (Authlib 1)",
      "import os",
      "",
      "from authlib.integrations.requests_client import OAuth2Session",
      "",
      `client = OAuth2Session(${json(told.clientId)}, os.environ["CLIENT_SECRET"], scope=${json(told.scopes)})`,
      `token = client.fetch_token(${json(urls(told).token)}, grant_type="client_credentials")`,
    ),
  oauth2: (told) =>
    lines(
      "// oauth2 = \"5\", reqwest as oauth2 brings it along, tokio with \"macros\" and \"rt-multi-thread\"",
      "use oauth2::basic::BasicClient;",
      "use oauth2::{ClientId, ClientSecret, Scope, TokenResponse, TokenUrl, reqwest};",
      "",
      "#[tokio::main]",
      "async fn main() -> Result<(), Box<dyn std::error::Error>> {",
      `    let client = BasicClient::new(ClientId::new(${json(told.clientId)}.into()))`,
      '        .set_client_secret(ClientSecret::new(std::env::var("CLIENT_SECRET")?))',
      `        .set_token_uri(TokenUrl::new(${json(urls(told).token)}.into())?);`,
      "    // A token endpoint never redirects; whoever makes it do so wants the secret.",
      "    let http = reqwest::ClientBuilder::new().redirect(reqwest::redirect::Policy::none()).build()?;",
      "    let tokens = client",
      "        .exchange_client_credentials()",
      `        .add_scopes([${told.scopes.split(" ").filter((scope) => scope !== "").map(json).join(", ")}].map(|scope: &str| Scope::new(scope.into())))`,
      "        .request_async(&http)",
      "        .await?;",
      "    use_token(tokens.access_token().secret());",
      "    Ok(())",
      "}",
    ),
};
