//! How long tokens last, by app.

use countersign_wire::app::{AppSettings, OAuthAppDraft, TokenSettings};
use support::client::{Client, member};
use support::service::{Service, web_app};

use crate::scene::MICHAEL;

#[tokio::test]
async fn an_app_may_have_lifetimes_of_its_own() {
    let service = Service::with_people().await;
    let tokens =
        TokenSettings { access_lifetime: Some(600), refresh_idle: Some(4000), refresh_absolute: Some(5000), ..TokenSettings::default() };
    let draft = OAuthAppDraft { settings: AppSettings { tokens, ..AppSettings::default() }, ..web_app() };
    let client = Client::add(&service, draft).await;
    let first = client.exchange(&client.code(MICHAEL, "profile offline_access").await).await;
    assert_eq!(first.json()["expires_in"], 600);
    service.clock.advance(600);
    assert_eq!(client.user_info(&member(&first, "access_token")).await.status, 401);
    service.clock.advance(3399);
    let second = client.refresh(&member(&first, "refresh_token")).await;
    assert_eq!(second.json()["expires_in"], 600);
    service.clock.advance(700);
    let third = client.refresh(&member(&second, "refresh_token")).await;
    assert_eq!(third.json()["expires_in"], 301, "all ends with the sign-in");
    service.clock.advance(301);
    assert_eq!(client.refresh(&member(&third, "refresh_token")).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn a_refresh_token_that_lay_too_long_has_ended() {
    let service = Service::with_people().await;
    let tokens = TokenSettings { refresh_idle: Some(4000), ..TokenSettings::default() };
    let draft = OAuthAppDraft { settings: AppSettings { tokens, ..AppSettings::default() }, ..web_app() };
    let client = Client::add(&service, draft).await;
    let first = client.exchange(&client.code(MICHAEL, "profile offline_access").await).await;
    service.clock.advance(4000);
    assert_eq!(client.refresh(&member(&first, "refresh_token")).await.json()["error"], "invalid_grant");
}
