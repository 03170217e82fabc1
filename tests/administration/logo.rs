//! The logo of an app: what is taken, from whom, and how much of it.

use reqwest::Method;
use support::service::web_app;
use support::visitor::Answer;

use crate::desk::{Caller, service, told};

/// A PNG of one pixel.
pub(crate) const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f,
    0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0xf0, 0x1f, 0, 5, 0, 1, 0xff, 0x89, 0x99,
    0x3d, 0x1d, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

async fn put(caller: &Caller<'_>, path: &str, bytes: Vec<u8>) -> Answer {
    Answer::to(caller.request(Method::PUT, path).body(bytes)).await
}

#[tokio::test]
async fn a20_a_logo_is_kept_as_png_and_nothing_else_is_taken() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let logo = format!("/apps/{}/logo", administrator.create(&web_app()).await.app.client_id);
    assert_eq!(told(&administrator.get(&logo).await), (404, "not_found".into()));
    let stored = put(&administrator, &logo, [PIXEL, b"<script>"].concat()).await;
    assert_eq!(stored.status, 204, "{}", stored.body);
    let read = administrator.request(Method::GET, &logo).send().await.unwrap();
    assert_eq!(
        (read.headers()["content-type"].to_str().unwrap(), read.headers()["x-content-type-options"].to_str().unwrap()),
        ("image/png", "nosniff")
    );
    let png = read.bytes().await.unwrap();
    assert!(png.starts_with(&PIXEL[..8]) && !png.windows(8).any(|part| part == b"<script>"));
    for wrong in [b"<svg/>".to_vec(), b"GIF89a".to_vec(), PIXEL[..40].to_vec(), Vec::new(), vec![0; 1024 * 1024 + 1]] {
        assert_eq!(told(&put(&administrator, &logo, wrong).await), (400, "invalid_input".into()));
    }
    assert_eq!(administrator.send(Method::DELETE, &logo, None, None).await.status, 204);
    assert_eq!(administrator.get(&logo).await.status, 404);
}

#[tokio::test]
async fn a20_a_large_body_is_read_only_for_somebody_who_may_send_it() {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    let logo = format!("/apps/{}/logo", administrator.create(&web_app()).await.app.client_id);
    let large = || vec![0_u8; 300 * 1024];
    assert_eq!(put(&Caller::nobody(&service), &logo, large()).await.status, 413);
    assert_eq!(put(&Caller::with_a_guess(&service), &logo, large()).await.status, 413);
    assert_eq!(told(&put(&administrator, &logo, large()).await), (400, "invalid_input".into()), "it was read, and is no picture");
    assert_eq!(put(&administrator, &logo, vec![0; 1024 * 1024 + 2]).await.status, 413);
    assert_eq!(put(&administrator, "/apps/bulk", large()).await.status, 413, "other routes take no more than they did");
}
