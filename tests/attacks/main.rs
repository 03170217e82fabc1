//! What somebody tries who means ill, over the service's HTTP face. The ids are the rows of `docs/SECURITY.md`.

mod bytes;
mod endurance;
mod guessing;
mod headers;
mod host_and_method;
mod parameters;
mod redirect_uris;
mod routes;
mod sessions;
mod text;
mod web;
