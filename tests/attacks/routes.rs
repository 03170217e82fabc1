//! Every address of the service, so that what is tried everywhere is tried at those that are new as well.

use countersign_accounts::routes;

use crate::web::{Service, request, send};

/// What a browser or a program may ask with.
pub const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/// The addresses of the router and of the administration's document. What stands for something of the service's in one
/// names the web app, or nothing that there is.
pub async fn all(service: &Service) -> Vec<String> {
    let document = send(service.at, &request("GET", "/admin/v1/openapi.json", &[], b"")).await.unwrap().json();
    let administration = document["paths"].as_object().unwrap().keys().cloned();
    let mut all: Vec<String> = routes::addresses().into_iter().map(str::to_owned).chain(administration).collect();
    all.push("/admin/v1/openapi.json".to_owned());
    assert!(all.len() > 60, "{all:?}");
    for address in &mut all {
        *address = filled(&address.replace("{client_id}", &service.web.id));
    }
    all
}

/// An address with a word in the place of each name in braces.
fn filled(address: &str) -> String {
    let mut parts = address.split('{');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        whole.push('x');
        whole.push_str(part.split_once('}').unwrap().1);
    }
    whole
}
