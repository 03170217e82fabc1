//! What can go wrong outside of a request.

/// Why a service did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting that cannot be.
    #[error("{0}")]
    Config(String),
    /// The database could not be opened or brought up to date.
    #[error("{0}")]
    Database(String),
    /// The address could not be listened on.
    #[error("cannot listen on {address}: {source}. Choose another port, or end the program that has it")]
    Listen {
        /// The address.
        address: std::net::SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The system gives no thread.
    #[error("the threads that check passwords could not be started: {0}")]
    Thread(std::io::Error),
}

/// Why the service could not do what its starter asked for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error("{0}")]
    Database(String),
}
