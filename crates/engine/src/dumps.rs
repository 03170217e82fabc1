//! What holds tokens leaves no image of its memory behind (S6).

/// Has the system make no core dump of this process, and lets no other program of the same person read its memory (Linux).
/// Whoever is root reads it all the same. Best effort: a system that refuses is told in the log, and stops nothing.
pub(crate) fn keep_out_of_dumps() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "the system makes core dumps of this process all the same");
    }
    #[cfg(all(unix, not(target_os = "linux")))]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let none = Rlimit { current: Some(0), maximum: getrlimit(Resource::Core).maximum };
        if let Err(error) = setrlimit(Resource::Core, none) {
            tracing::warn!(%error, "the system makes core dumps of this process all the same");
        }
    }
}
