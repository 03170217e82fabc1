//! What somebody tries who means ill, over the service's HTTP face. The ids are those of the security table in the docs.

mod bytes;
mod endurance;
mod guessing;
mod headers;
mod host_and_method;
mod parameters;
mod redirect_uris;
mod sessions;
mod text;
mod web;
