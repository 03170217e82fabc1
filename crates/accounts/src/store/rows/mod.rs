//! What the store takes and gives, by aggregate. A row that says something which cannot be does not become one of these.

mod apps;
mod audit;
mod consents;
mod credentials;
mod grants;
mod keys;
mod letters;
mod logouts;
mod organisations;
mod people;
mod product_apis;
mod sessions;
mod usage;

pub use apps::{App, AppGrant, AppSecret, AppsPage, DayCount, GrantsOf, NewApp, RefusedRedirectUri, Saved, SecretAdded};
pub use audit::{AuditPage, AuditQuery};
pub use consents::RememberedConsent;
pub use credentials::{FirstStep, Invited, Kept, Link, LinkKept, NewFirstStep, NewLink, SecondFactor, SecondStep};
pub use grants::{Access, Code, Inspected, NewCode, NewMachineToken, NewTokens, Redeemed, Refresh, Renewal, Rotated, TokenKind};
pub use keys::{KeyRemoved, KeyState, SigningKey};
pub use letters::DueLetter;
pub use logouts::{DueLogouts, LogoutDelivery};
pub use organisations::{NewOrganisation, OrganisationSaved, OrganisationsPage};
pub use people::{NewPerson, PasswordText, PeoplePage, Person, PersonSaved, Profile, Registered, Role};
pub use product_apis::{ApiKey, ApiKeyChange, ApiKeySecret, ApiKeysPage, NewApiKey, NewProductToken, ProductAccess};
pub use sessions::{Authentication, NewSession, Session};
pub use usage::{Count, RedirectMismatch, SecretUse, UsageBatch};
