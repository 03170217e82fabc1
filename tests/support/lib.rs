//! What the tests stand on: a service in process, a provider that misbehaves, a desktop session of its own.
