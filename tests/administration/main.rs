//! The administration API: who may come to it, what it answers, and what stands afterwards.

mod authority;
mod desk;
