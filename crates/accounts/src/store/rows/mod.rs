//! What the store takes and gives, by aggregate. A row that says something which cannot be does not become one of these.

mod apps;
mod audit;
mod grants;
mod keys;
mod people;
mod product_apis;
mod sessions;

pub use apps::{App, AppGrant, AppSecret, AppsPage, DayCount, GrantsOf, NewApp, RefusedRedirectUri, Saved, SecretAdded};
pub use audit::{AuditPage, AuditQuery};
pub use grants::{Access, Code, NewCode, NewTokens, Redeemed, Refresh, Renewal, Rotated};
pub use keys::{KeyState, SigningKey};
pub use people::{NewPerson, PasswordText, Person, Role};
pub use product_apis::{ApiKey, ApiKeyChange, ApiKeySecret, ApiKeysPage, NewApiKey, NewProductToken, ProductAccess};
pub use sessions::{Authentication, NewSession, Session};
