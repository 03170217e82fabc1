//! What people sign in with besides their password: one-time links, second factors, first steps.

use countersign_wire::UnixSeconds;
use countersign_wire::person::LinkPurpose;

use super::people::Person;
use crate::token::Digest;

/// A one-time link to keep.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// The hash of what stands in the address.
    pub hash: Digest,
    /// Whom it is for.
    pub person: String,
    /// What it is for.
    pub purpose: LinkPurpose,
    /// The link, sealed, where it goes by mail and is seen by nobody else: then it shows that mail reaches them.
    pub letter: Option<Vec<u8>>,
    /// Whether it was asked for by somebody of whom nothing is known, and not made by an administrator.
    pub asked: bool,
    /// When it is made.
    pub created_at: UnixSeconds,
    /// When it ends.
    pub expires_at: UnixSeconds,
}

/// What came of a link to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKept {
    /// It holds.
    Done,
    /// The person is gone, or disabled.
    Gone,
    /// So many were asked for that there is no further one for a while.
    Enough,
    /// Too many letters wait to be sent.
    TooManyLetters,
}

/// What came of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invited {
    /// The person is there, and so is their link.
    Done,
    /// Somebody has the e-mail address already.
    EmailTaken,
    /// Too many letters wait to be sent.
    TooManyLetters,
}

/// A one-time link that was exchanged for a cookie.
#[derive(Clone, Debug)]
pub struct Link {
    /// Whom it is for.
    pub person: Person,
    /// What it is for.
    pub purpose: LinkPurpose,
}

/// With what somebody changes their password: that alone stays open.
#[derive(Clone, Copy, Debug)]
pub enum Kept {
    /// The browser session of this cookie.
    Session(Digest),
    /// The grant that this access token is of.
    GrantOf(Digest),
}

/// A second factor.
#[derive(Clone, Debug)]
pub struct SecondFactor {
    /// The secret, sealed.
    pub secret: Vec<u8>,
    /// Since when it counts; absent while it is being set up.
    pub confirmed_at: Option<UnixSeconds>,
    /// The last time step that was used.
    pub last_step: i64,
    /// How many recovery codes are left.
    pub recovery_codes: u32,
}

/// A first step to keep: the password was right, and a code is still to come.
#[derive(Clone, Debug)]
pub struct NewFirstStep {
    /// The hash of the cookie.
    pub id: Digest,
    /// Who it is.
    pub person: String,
    /// Where they go on to.
    pub target: String,
    /// When it ends.
    pub expires_at: UnixSeconds,
}

/// A first step that still holds.
#[derive(Clone, Debug)]
pub struct FirstStep {
    /// Who it is.
    pub person: Person,
    /// Where they go on to.
    pub target: String,
}

/// What somebody shows at the second step.
#[derive(Clone, Copy, Debug)]
pub enum SecondStep {
    /// The code of this time step.
    Step(i64),
    /// The recovery code with this hash.
    Recovery(Digest),
}
