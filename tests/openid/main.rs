//! OpenID Connect as its conformance suite looks at it: the authorization side, and signing out.

mod authorize;
mod claims;
mod consent;
mod form_post;
mod in_a_browser;
mod logout;
mod prompts;
mod scene;
mod told;
