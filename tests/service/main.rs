//! What the accounts service says to browsers, apps and administrators, over its HTTP face.

mod administration;
