/** Signing a person in from Python, Rust and Kotlin. */
import { json, lines, type Told, urls } from "./told";

export function authlib(told: Told): string {
  const { authorize, token, profile } = urls(told);
  const standard = told.dialect === "standard";
  return lines(
    "# pip install Authlib requests (Authlib 1)",
    told.hasSecret && "import os",
    "",
    "from authlib.common.security import generate_token",
    "from authlib.integrations.requests_client import OAuth2Session",
    "",
    "client = OAuth2Session(",
    `    ${json(told.clientId)},`,
    told.hasSecret && '    os.environ["CLIENT_SECRET"],',
    told.hasSecret ? !standard && '    token_endpoint_auth_method="client_secret_post",' : '    token_endpoint_auth_method="none",',
    `    scope=${json(told.scopes)},`,
    `    redirect_uri=${json(told.redirectUri)},`,
    '    code_challenge_method="S256",',
    ")",
    "",
    "# Before the sign-in: keep the verifier and the state with the browser's session.",
    "verifier = generate_token(48)",
    `address, state = client.create_authorization_url(${json(authorize)}, code_verifier=verifier)`,
    "print(address)",
    "",
    "# When the browser is back: the whole address that it came to.",
    "client.fetch_token(",
    `    ${json(token)},`,
    '    authorization_response=input("Address: "),',
    "    state=state,",
    "    code_verifier=verifier,",
    ")",
    `print(client.get(${json(profile)}).json())`,
  );
}

export function rust(told: Told): string {
  const { authorize, token } = urls(told);
  const scopes = told.scopes.split(" ").filter((scope) => scope !== "");
  return lines(
    "// oauth2 = \"5\", reqwest as oauth2 brings it along, tokio with \"macros\" and \"rt-multi-thread\"",
    "use oauth2::basic::BasicClient;",
    "use oauth2::{",
    `    AuthUrl, AuthorizationCode, ClientId, ${told.hasSecret ? "ClientSecret, " : ""}CsrfToken, PkceCodeChallenge, RedirectUrl, Scope, TokenResponse,`,
    "    TokenUrl, reqwest,",
    "};",
    "",
    "#[tokio::main]",
    "async fn main() -> Result<(), Box<dyn std::error::Error>> {",
    `    let client = BasicClient::new(ClientId::new(${json(told.clientId)}.into()))`,
    told.hasSecret && '        .set_client_secret(ClientSecret::new(std::env::var("CLIENT_SECRET")?))',
    `        .set_auth_uri(AuthUrl::new(${json(authorize)}.into())?)`,
    `        .set_token_uri(TokenUrl::new(${json(token)}.into())?)`,
    `        .set_redirect_uri(RedirectUrl::new(${json(told.redirectUri)}.into())?);`,
    "    // A token endpoint never redirects; whoever makes it do so wants the code.",
    "    let http = reqwest::ClientBuilder::new().redirect(reqwest::redirect::Policy::none()).build()?;",
    "",
    "    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();",
    "    let (address, state) = client",
    "        .authorize_url(CsrfToken::new_random)",
    `        .add_scopes([${scopes.map(json).join(", ")}].map(|scope: &str| Scope::new(scope.into())))`,
    "        .set_pkce_challenge(challenge)",
    "        .url();",
    '    println!("{address}");',
    "",
    "    // When the browser is back: the query of the address that it came to.",
    "    let (code, returned) = come_back()?;",
    "    assert_eq!(&returned, state.secret());",
    "    let tokens = client.exchange_code(AuthorizationCode::new(code)).set_pkce_verifier(verifier).request_async(&http).await?;",
    "    use_token(tokens.access_token().secret());",
    "    Ok(())",
    "}",
  );
}

export function appauth(told: Told): string {
  return lines(
    "// AppAuth for Android: net.openid:appauth. Its redirect scheme is the manifest placeholder appAuthRedirectScheme.",
    `val issuer = Uri.parse(${json(told.issuer)})`,
    "AuthorizationServiceConfiguration.fetchFromIssuer(issuer) { config, error ->",
    "    if (config == null) return@fetchFromIssuer report(error)",
    "    val request = AuthorizationRequest.Builder(",
    "        config,",
    `        ${json(told.clientId)},`,
    "        ResponseTypeValues.CODE,",
    `        Uri.parse(${json(told.redirectUri)}),`,
    `    ).setScope(${json(told.scopes)}).build() // PKCE, state and nonce are made by the library`,
    "    launcher.launch(AuthorizationService(this).getAuthorizationRequestIntent(request))",
    "}",
    "",
    "// In the result of the launcher:",
    "val response = AuthorizationResponse.fromIntent(data) ?: return report(AuthorizationException.fromIntent(data))",
    "AuthorizationService(this).performTokenRequest(response.createTokenExchangeRequest()) { tokens, error ->",
    "    if (tokens != null) use(tokens.accessToken) else report(error)",
    "}",
  );
}
