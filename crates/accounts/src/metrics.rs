//! What the service counts, for Prometheus: how much it does and how long that takes, and nothing about anybody.
//!
//! No label holds an id, a name or an address. Each has few values that are known beforehand, so that whoever sends
//! strange requests does not make new ones. Counting a request takes two look-ups in small tables and no lock that
//! anybody waits for.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use tokio::time::Instant;

/// Seconds that durations are sorted by: from a read of one row to the longest that a request may take.
const STEPS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];
/// The media type of the text that Prometheus reads (OpenMetrics 1.0).
const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The length of a queue, counted by those who wait in it.
#[derive(Clone, Debug, Default)]
pub struct Queue(Gauge);

/// A place in a queue; it ends when it is dropped.
#[derive(Debug)]
pub struct Waiting(Gauge);

impl Queue {
    /// One more waits.
    #[must_use]
    pub fn enter(&self) -> Waiting {
        self.0.inc();
        Waiting(self.0.clone())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// How a try to sign in ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignIn {
    /// Somebody is signed in.
    Right,
    /// The name or the password is wrong.
    Wrong,
    /// Refused without a look, after too many failures.
    TooManyTries,
    /// Refused, as too many were signing in at once.
    Busy,
    /// The store did not answer.
    Failed,
}

impl EncodeLabelValue for SignIn {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        encoder.write_str(match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::TooManyTries => "too_many_tries",
            Self::Busy => "busy",
            Self::Failed => "failed",
        })
    }
}

/// A route's template. Its text is shared with the router.
#[derive(Clone, Debug)]
struct Route(Option<MatchedPath>);

impl PartialEq for Route {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Route {}

impl Hash for Route {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Route {
    fn as_str(&self) -> &str {
        self.0.as_ref().map_or("none", MatchedPath::as_str)
    }
}

impl EncodeLabelValue for Route {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        encoder.write_str(self.as_str())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: Route,
    /// The first digit of the status, as `2xx`.
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Took {
    route: Route,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    outcome: SignIn,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Issued {
    grant_type: Cow<'static, str>,
}

/// All counts of one service.
#[derive(Clone, Debug)]
pub struct Metrics(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    requests: Family<Answered, Counter>,
    durations: Family<Took, Histogram, fn() -> Histogram>,
    sign_ins: Family<Ended, Counter>,
    issued: Family<Issued, Counter>,
    registry: Registry,
}

impl Metrics {
    /// Counts that begin at nothing, beside the queues of a service: passwords that wait to be hashed, and writes that
    /// wait to be stored.
    #[must_use]
    pub fn new(hashing: &Queue, writing: &Queue) -> Self {
        let requests = Family::<Answered, Counter>::default();
        let durations = Family::<Took, Histogram, fn() -> Histogram>::new_with_constructor(|| Histogram::new(STEPS));
        let sign_ins = Family::<Ended, Counter>::default();
        let issued = Family::<Issued, Counter>::default();
        let mut registry = Registry::with_prefix("countersign_accounts");
        registry.register("requests", "Requests answered, by route and class of status", requests.clone());
        let took = "Time from a whole request to its answer, by route";
        registry.register_with_unit("request_duration", took, Unit::Seconds, durations.clone());
        registry.register("sign_ins", "Tries to sign in, by how they ended", sign_ins.clone());
        registry.register("tokens_issued", "Answers of the token endpoints with an access token, by grant type", issued.clone());
        registry.register("hashing_queue_length", "Passwords that wait to be hashed", hashing.0.clone());
        registry.register("writer_queue_length", "Writes that wait to be stored", writing.0.clone());
        registry.register("build", "The version that runs", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        Self(Arc::new(Counts { requests, durations, sign_ins, issued, registry }))
    }

    /// Counts a try to sign in.
    pub fn signed_in(&self, outcome: SignIn) {
        self.0.sign_ins.get_or_create(&Ended { outcome }).inc();
    }

    /// Counts tokens that were issued for a grant type, which is one that this service knows.
    pub fn issued(&self, grant_type: &str) {
        self.0.issued.get_or_create(&Issued { grant_type: Cow::Owned(grant_type.to_owned()) }).inc();
    }

    fn answered(&self, route: Route, status: StatusCode, took: Duration) {
        let class = match status.as_u16() {
            ..200 => "1xx",
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            _ => "5xx",
        };
        self.0.durations.get_or_create(&Took { route: route.clone() }).observe(took.as_secs_f64());
        self.0.requests.get_or_create(&Answered { route, status: class }).inc();
    }

    /// The counts as Prometheus reads them.
    ///
    /// # Errors
    /// None that a text could have.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.0.registry)?;
        Ok(text)
    }

    /// Counts, and tells at debug, every request that `router` answers. Neither its query nor its headers are told:
    /// codes and tokens are in them.
    pub fn over(&self, router: axum::Router) -> axum::Router {
        router.layer(from_fn_with_state(self.clone(), measure))
    }

    /// The one route that shows them.
    pub fn router(self) -> axum::Router {
        axum::Router::new().route("/metrics", get(show)).with_state(self)
    }
}

async fn measure(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let route = Route(request.extensions().get::<MatchedPath>().cloned());
    let method = tracing::enabled!(tracing::Level::DEBUG).then(|| request.method().clone());
    let began = Instant::now();
    let answer = next.run(request).await;
    let took = began.elapsed();
    if let Some(method) = method {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        tracing::debug!(%method, route = route.as_str(), status = answer.status().as_u16(), micros, "answered");
    }
    metrics.answered(route, answer.status(), took);
    answer
}

async fn show(State(metrics): State<Metrics>) -> Response {
    match metrics.text() {
        Ok(text) => ([(http::header::CONTENT_TYPE, MEDIA_TYPE)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_as_long_as_those_who_wait_in_it() {
        let queue = Queue::default();
        let first = queue.enter();
        let second = queue.enter();
        drop(first);
        assert_eq!(queue.0.get(), 1);
        drop(second);
        assert_eq!(queue.0.get(), 0);
    }

    #[test]
    fn what_is_shown_has_its_names_units_and_labels() {
        let queue = Queue::default();
        let metrics = Metrics::new(&queue, &Queue::default());
        let _waiting = queue.enter();
        metrics.signed_in(SignIn::TooManyTries);
        metrics.issued("refresh_token");
        metrics.answered(Route(None), StatusCode::NOT_FOUND, Duration::from_millis(2));
        let text = metrics.text().unwrap();
        for line in [
            "countersign_accounts_requests_total{route=\"none\",status=\"4xx\"} 1",
            "countersign_accounts_request_duration_seconds_bucket{le=\"0.0025\",route=\"none\"} 1",
            "countersign_accounts_sign_ins_total{outcome=\"too_many_tries\"} 1",
            "countersign_accounts_tokens_issued_total{grant_type=\"refresh_token\"} 1",
            "countersign_accounts_hashing_queue_length 1",
            "countersign_accounts_writer_queue_length 0",
            "countersign_accounts_build_info{version=",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
    }
}
