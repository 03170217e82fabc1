//! Who somebody is, and what an app may change of it.

use insta::assert_snapshot;
use support::client::{scene, send};
use support::service::{MICHAEL, http, iiniit_app, web_app};
use support::shown::shown;

#[tokio::test]
async fn user_info_is_asked_by_post_as_well_and_never_by_a_token_in_the_body() {
    let (service, client) = scene(web_app()).await;
    let token = client.tokens_for(MICHAEL, "email").await.access_token;
    assert_snapshot!(shown(&send(http().post(service.url("/oauth/userinfo")).bearer_auth(&token)).await), @r#"
    POST /oauth/userinfo
    200
    cache-control: no-store
    content-type: application/json

    {
      "email": "michael@test.com",
      "email_verified": false,
      "sub": "PERSON"
    }
    "#);
    assert_snapshot!(shown(&send(http().post(service.url("/oauth/userinfo")).form(&[("access_token", &token)])).await), @r#"
    POST /oauth/userinfo
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_request",
      "error_description": "A token does not belong in the body; send it in the Authorization header."
    }
    "#);
    assert_snapshot!(shown(&send(http().post(service.url("/v1/oauth/user-information"))).await), @r#"
    POST /v1/oauth/user-information
    401
    cache-control: no-store
    content-type: application/json;charset=UTF-8
    www-authenticate: Bearer realm="accounts"

    {
      "error": "invalid_token",
      "error_description": "An access token is missing."
    }
    "#);
    assert_snapshot!(shown(&send(http().get(service.url("/oauth/userinfo?access_token=x"))).await), @r#"
    GET /oauth/userinfo
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_request",
      "error_description": "A token does not belong in the address; send it in the Authorization header."
    }
    "#);
}

#[tokio::test]
async fn a_profile_is_changed_by_an_app_that_may_and_refused_by_name() {
    let (service, client) = scene(iiniit_app()).await;
    let token = client.tokens_for(MICHAEL, "user:read user:write").await.access_token;
    let patch = async |body: &'static str| {
        let request = http().patch(service.url("/v1/user/profile")).bearer_auth(&token).header("content-type", "application/json");
        shown(&send(request.body(body)).await)
    };
    assert_snapshot!(patch("{\"bio\": \"Sails.\"}").await, @r#"
    PATCH /v1/user/profile
    200
    cache-control: no-store
    content-type: application/json

    {
      "avatar_url": null,
      "bio": "Sails.",
      "created_at": "2026-05-14T09:07:00Z",
      "email": "michael@test.com",
      "id": "PERSON",
      "location": null,
      "name": "Michael",
      "updated_at": "2026-05-14T09:07:00Z",
      "username": null,
      "website": null
    }
    "#);
    assert_snapshot!(patch("{\"email\": \"other@test.com\"}").await, @r#"
    PATCH /v1/user/profile
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_request",
      "error_description": "The body has to be one JSON object of name, username, avatar_url, bio, location and website, each once, as text or null. Look at line 1, column 8."
    }
    "#);
    assert_snapshot!(patch("{\"name\": \" \"}").await, @r#"
    PATCH /v1/user/profile
    400
    cache-control: no-store
    content-type: application/json

    {
      "error": "invalid_request",
      "error_description": "name: Give a name of 1 to 120 characters, without control characters."
    }
    "#);
}

#[tokio::test]
async fn a_database_that_fails_is_told_without_its_words() {
    let (service, client) = scene(web_app()).await;
    let raw = rusqlite::Connection::open(service.database()).unwrap();
    raw.execute_batch("ALTER TABLE access_tokens RENAME TO lost").unwrap();
    assert_snapshot!(shown(&client.user_info("x").await), @r#"
    GET /oauth/userinfo
    500
    cache-control: no-store
    content-type: application/json

    {
      "error": "server_error",
      "error_description": "The service could not finish the request. Its log says why."
    }
    "#);
}
